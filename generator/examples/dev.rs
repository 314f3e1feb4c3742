use std::collections::BTreeMap;
use generator::{import::*, resolve::Documents};
fn main() {
    let t = std::time::Instant::now();
    let raw: serde_json::Value = serde_json::from_slice(&std::fs::read(std::env::args().nth(1).unwrap()).unwrap()).unwrap();
    eprintln!("read {:?}", t.elapsed());
    let d = Documents::new(BTreeMap::from([("raw.json".to_owned(), raw)]));
    let out = std::env::args().nth(2).unwrap();
    let mut ex = BTreeMap::new();
    for e in std::fs::read_dir(&out).unwrap() { let e = e.unwrap(); ex.insert(e.file_name().into_string().unwrap(), serde_yaml::from_str(&std::fs::read_to_string(e.path()).unwrap()).unwrap()); }
    eprintln!("existing {:?}", t.elapsed());
    let ex = Documents::new(ex);
    let naming = match std::fs::read_to_string("/work/main/specs/naming.yaml") { Ok(t) => names::NamingTable::parse("naming.yaml", &t).unwrap(), _ => Default::default() };
    match import(&Inputs { description: &d, existing: &ex, naming: &naming, naming_file: "naming.yaml", prose: Prose::Drop }) {
        Ok(i) => {
            eprintln!("imported {:?} {:?} types {}", t.elapsed(), i.counts, i.types);
            for (f, t) in documents::to_yaml(&i.documents).unwrap() { std::fs::write(format!("{out}/{f}"), t).unwrap(); }
        }
        Err(e) => for d in e { println!("{d}"); }
    }
    eprintln!("done {:?}", t.elapsed());
}
