//! Makes text of a description safe to stand in rustdoc.
//!
//! Descriptions are Markdown by habit and anything by accident. What is kept of the Markdown is what
//! cannot go wrong: paragraphs, lists, tables, code and absolute links. Everything that rustdoc could
//! read as a link to an item, an HTML tag or a program to test is escaped.

/// Where lines of prose are wrapped.
const WIDTH: usize = 92;

/// The site that relative links of a description are relative to.
const SITE: &str = "https://developers.procore.com";

/// `text` without characters that hide or reorder what stands in a source file, on one line.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        let mut word = word.chars().filter(|c| !is_invisible(*c)).peekable();
        if word.peek().is_some() && !out.is_empty() {
            out.push(' ');
        }
        out.extend(word);
    }
    out
}

/// Characters that Unicode uses to steer the direction of text, and marks without width.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

/// The values that a place lists of an enum, as the end of a line; nothing where it lists all.
pub(crate) fn listed(values: &[String]) -> String {
    const MOST: usize = 8;
    let shown: Vec<String> = values.iter().take(MOST).map(|value| code(value)).collect();
    match values.len() {
        0 => String::new(),
        all if all > MOST => format!("; here {}, ... ({all} in all)", shown.join(", ")),
        _ => format!("; here {}", shown.join(", ")),
    }
}

/// A code span of `text`.
pub(crate) fn code(text: &str) -> String {
    let text = plain(text);
    if text.is_empty() {
        return "(empty)".to_owned();
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    if text.starts_with('`') || text.ends_with('`') {
        format!("{fence} {text} {fence}")
    } else {
        format!("{fence}{text}{fence}")
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// `text` as one line of Markdown.
pub(crate) fn inline(text: &str) -> String {
    spans(&plain(text), true)
}

/// `text` as a paragraph of one line that ends a sentence.
pub(crate) fn sentence(text: &str) -> String {
    let mut line = inline(text);
    if !line.is_empty() && !line.ends_with(['.', '!', '?', ':']) {
        line.push('.');
    }
    if line.starts_with(['#', '~', '=', '|', '-', '+', '*']) {
        line.insert(0, '\\');
    }
    line
}

/// `text` as lines of Markdown, without blank lines at either end.
pub(crate) fn block(text: &str) -> Vec<String> {
    let text = line_breaks(text);
    let mut out = Block::default();
    let mut lines = text.split([
        '\n', '\r', '\u{2028}', '\u{2029}', '\u{85}', '\u{B}', '\u{C}',
    ]);
    while let Some(raw) = lines.next() {
        let line = plain(raw);
        if line.starts_with("```") || line.starts_with("~~~") {
            out.fence(&mut lines, &line[..3]);
        } else {
            out.line(&line);
        }
    }
    out.flush();
    out.lines
}

/// `<br>` and its spellings as line breaks.
fn line_breaks(text: &str) -> String {
    ["<br>", "<br/>", "<br />", "</br>", "<BR>"]
        .iter()
        .fold(text.to_owned(), |text, tag| text.replace(tag, "\n"))
}

/// A list item of `text`, which is Markdown already.
pub(crate) fn item(text: &str) -> Vec<String> {
    wrap("- ", text)
}

/// `text` as the target of a link.
pub(crate) fn url(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_address_char(c) {
            out.push(c);
        } else {
            let mut bytes = [0; 4];
            let encoded = c
                .encode_utf8(&mut bytes)
                .bytes()
                .map(|byte| format!("%{byte:02X}"));
            out.extend(encoded);
        }
    }
    out
}

/// What kind of block the open lines belong to.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Kind {
    #[default]
    None,
    Paragraph,
    Item,
    Table,
}

/// Collects lines into blocks.
#[derive(Default)]
struct Block {
    lines: Vec<String>,
    /// The block before the open one, to know where a blank line belongs.
    last: Kind,
    kind: Kind,
    marker: String,
    open: String,
}

impl Block {
    fn line(&mut self, line: &str) {
        if line.is_empty() {
            self.flush();
            self.last = Kind::None;
        } else if let Some((marker, rest)) = marker(line) {
            self.flush();
            self.kind = Kind::Item;
            self.marker = marker;
            self.open = rest.to_owned();
        } else if line.starts_with('|') {
            self.flush();
            // A code span ends with its cell.
            let cells: Vec<_> = line.split('|').map(|cell| spans(cell, true)).collect();
            self.push(Kind::Table, vec![cells.join("|")]);
        } else if line.starts_with('#') {
            self.flush();
            self.last = Kind::None;
            self.push(Kind::Paragraph, vec![spans(line, true)]);
            self.last = Kind::None;
        } else {
            if self.kind == Kind::None {
                self.kind = Kind::Paragraph;
            }
            if !self.open.is_empty() {
                self.open.push(' ');
            }
            self.open.push_str(line);
        }
    }

    /// Code up to the closing fence, as text, so that it is no program to test.
    fn fence<'a>(&mut self, lines: &mut impl Iterator<Item = &'a str>, fence: &str) {
        self.flush();
        self.last = Kind::None;
        let mut code = vec!["```text".to_owned()];
        for raw in lines {
            if raw.trim().starts_with(fence) {
                break;
            }
            let visible = |c: &char| !c.is_control() && !is_invisible(*c);
            let line: String = raw.replace('\t', "    ").chars().filter(visible).collect();
            // A line of the code must not end the block.
            let ends = line.trim_start().starts_with("```");
            code.push(if ends {
                format!("    {}", line.trim())
            } else {
                line.trim_end().to_owned()
            });
        }
        code.push("```".to_owned());
        self.push(Kind::Paragraph, code);
        self.last = Kind::None;
    }

    fn flush(&mut self) {
        let kind = std::mem::take(&mut self.kind);
        let marker = std::mem::take(&mut self.marker);
        let open = std::mem::take(&mut self.open);
        if kind != Kind::None {
            self.push(kind, wrap(&marker, &spans(&open, true)));
        }
    }

    fn push(&mut self, kind: Kind, lines: Vec<String>) {
        let together = kind == self.last && kind != Kind::Paragraph;
        if !together && !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.extend(lines);
        self.last = kind;
    }
}

/// The marker of a list item, and the rest of the line.
fn marker(line: &str) -> Option<(String, &str)> {
    let (first, rest) = line.split_once(' ')?;
    if is_bullet(first) {
        return Some(("- ".to_owned(), rest));
    }
    is_number(first).then(|| (format!("{first} "), rest))
}

fn is_bullet(word: &str) -> bool {
    matches!(word, "-" | "*" | "+" | "\u{2022}")
}

fn is_number(word: &str) -> bool {
    let digits = word.trim_end_matches(['.', ')']);
    digits.len() + 1 == word.len()
        && (1..=9).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Breaks `text` into lines that start with `marker`, then with its width in spaces.
fn wrap(marker: &str, text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = marker.to_owned();
    let mut empty = true;
    for word in text.split(' ') {
        // A word that means something at the start of a line stays on this one.
        let breaks = line.len() + word.len() >= WIDTH && !starts_block(word);
        if !empty && breaks {
            lines.push(std::mem::replace(&mut line, " ".repeat(marker.len())));
        } else if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    lines.push(line);
    lines
}

fn starts_block(word: &str) -> bool {
    is_bullet(word)
        || is_number(word)
        || word.starts_with(['#', '|', '=', '>', '~'])
        || word.starts_with("--")
        || word.starts_with("**")
        || word.starts_with("__")
        || word.starts_with("```")
}

/// Escapes a run of text; with `links`, absolute links and addresses stay links.
fn spans(text: &str, links: bool) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '`' => code_span(rest, &mut out),
            '[' if links => link(rest, &mut out),
            'h' if links => address(rest, &mut out),
            _ => 0,
        };
        if taken > 0 {
            rest = &rest[taken..];
            continue;
        }
        if matches!(c, '[' | ']' | '<' | '>' | '\\' | '`') {
            out.push('\\');
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// Writes the code span at the start of `text`, or all its backticks escaped; gives how much it took.
fn code_span(text: &str, out: &mut String) -> usize {
    let run = text.len() - text.trim_start_matches('`').len();
    let fence = &text[..run];
    let mut at = run;
    while let Some(found) = text[at..].find('`') {
        let start = at + found;
        let close = text[start..].len() - text[start..].trim_start_matches('`').len();
        if close == run && start > run {
            out.push_str(&text[..start + close]);
            return start + close;
        }
        at = start + close;
    }
    for _ in fence.chars() {
        out.push_str("\\`");
    }
    run
}

/// Writes the `[text](address)` at the start of `text`, if there is a sound one.
fn link(text: &str, out: &mut String) -> usize {
    let Some(end) = text[1..].find(['[', ']']).map(|at| at + 1) else {
        return 0;
    };
    let Some(target) = text[end..].strip_prefix("](") else {
        return 0;
    };
    let Some(close) = target.find(')') else {
        return 0;
    };
    let (label, target) = (&text[1..end], &target[..close]);
    let absolute = target.starts_with("https://") || target.starts_with("http://");
    let relative = target.starts_with('/');
    let sound = target.chars().all(is_address_char);
    if label.trim().is_empty() || !sound || !(absolute || relative) {
        return 0;
    }
    let site = if relative { SITE } else { "" };
    out.push_str(&format!("[{}]({site}{target})", spans(label, false)));
    end + 2 + close + 1
}

/// Writes the bare address at the start of `text`, if there is one.
fn address(text: &str, out: &mut String) -> usize {
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return 0;
    }
    let end = text.find(|c| !is_address_char(c)).unwrap_or(text.len());
    let found = text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
    if found.ends_with("//") {
        return 0;
    }
    out.push_str(&format!("<{found}>"));
    found.len()
}

fn is_address_char(c: char) -> bool {
    c.is_ascii_graphic()
        && !matches!(
            c,
            '<' | '>' | '(' | ')' | '[' | ']' | '"' | '`' | '\\' | '|'
        )
}
