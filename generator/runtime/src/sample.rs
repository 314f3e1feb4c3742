//! A small API as the emitter writes it, for the tests and benchmarks of the runtime.

use crate::runtime::prelude::*;

/// An RFI, as `List RFIs` answers it.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Rfi {
    /// `id`
    pub id: Option<i64>,
    /// `subject`
    pub subject: Option<String>,
    /// `status`
    pub status: Option<RfiStatus>,
    /// `private`
    pub private: Option<bool>,
    /// `progress`
    pub progress: Option<f64>,
    /// `cost`
    pub cost: Option<Decimal>,
    /// `due_date`
    pub due_date: Option<Date>,
    /// `created_at`
    pub created_at: Option<DateTime>,
    /// `created_by`
    pub created_by: Option<User>,
    /// `assignees`
    pub assignees: Option<Vec<User>>,
    /// `watcher_ids`
    pub watcher_ids: Option<Vec<i64>>,
    /// `labels`
    pub labels: Option<BTreeMap<String, String>>,
    /// `cost_code`
    pub cost_code: Option<CostCode>,
    /// `level`
    pub level: Option<Level>,
    /// `parent`
    pub parent: Option<Box<Rfi>>,
    /// `custom_fields`
    pub custom_fields: Option<CustomFields>,
    /// `thumbnail`
    pub thumbnail: Option<Base64>,
    /// `metadata`
    pub metadata: Option<Value>,
    /// Keys that this type does not name, and values of an unexpected JSON type.
    pub extra: Extra,
}
record!(Rfi {
    0 id "id",
    1 subject "subject",
    2 status "status",
    3 private "private",
    4 progress "progress",
    5 cost "cost",
    6 due_date "due_date",
    7 created_at "created_at",
    8 created_by "created_by",
    9 assignees "assignees",
    10 watcher_ids "watcher_ids",
    11 labels "labels",
    12 cost_code "cost_code",
    13 level "level",
    14 parent "parent",
    15 custom_fields "custom_fields",
    16 thumbnail "thumbnail",
    17 metadata "metadata",
});

/// A user reference.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct User {
    /// `id`
    pub id: Option<i64>,
    /// `login`
    pub login: Option<String>,
    /// `name`
    pub name: Option<String>,
    /// Keys that this type does not name, and values of an unexpected JSON type.
    pub extra: Extra,
}
record!(User { 0 id "id", 1 login "login", 2 name "name", });

/// `status` of an RFI.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum RfiStatus {
    /// `open`
    Open,
    /// `closed`
    Closed,
    /// A value that the description does not name.
    Unknown(String),
}
string_enum!(RfiStatus { Open "open", Closed "closed", ; Unknown });

/// `level` of an RFI.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Level {
    /// `1`
    One,
    /// `2`
    Two,
    /// A value that the description does not name.
    Unknown(i64),
}
integer_enum!(Level { One 1, Two 2, ; Unknown });

/// `cost_code` of an RFI.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum CostCode {
    /// With all its fields.
    Full(Box<CostCodeFull>),
    /// With few.
    Slim(CostCodeSlim),
    /// As text.
    Text(String),
    /// As a number.
    Number(f64),
    /// As an integer.
    Integer(i64),
    /// As a flag.
    Flag(bool),
    /// As ids.
    List(Vec<i64>),
    /// Anything else.
    Other(Value),
}
union!(CostCode {
    Full(Box<CostCodeFull>) object ["id", "full_code"] tags [],
    Slim(CostCodeSlim) object [] tags [],
    Text(String) string,
    Number(f64) number,
    Integer(i64) integer,
    Flag(bool) boolean,
    List(Vec<i64>) array,
    ; Other
});

/// A cost code.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct CostCodeFull {
    /// `id`
    pub id: Option<i64>,
    /// `full_code`
    pub full_code: Option<String>,
    /// `name`
    pub name: Option<String>,
    /// Keys that this type does not name, and values of an unexpected JSON type.
    pub extra: Extra,
}
record!(CostCodeFull { 0 id "id", 1 full_code "full_code", 2 name "name", });

/// A short cost code.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct CostCodeSlim {
    /// `id`
    pub id: Option<i64>,
    /// Keys that this type does not name, and values of an unexpected JSON type.
    pub extra: Extra,
}
record!(CostCodeSlim { 0 id "id", });

/// One of two kinds, told apart by `kind`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Party {
    /// `user`
    User(User),
    /// `code`
    Code(CostCodeSlim),
    /// Anything else.
    Other(Value),
}
union!(Party by "kind" {
    User(User) object [] tags ["user"],
    Code(CostCodeSlim) object [] tags ["code", "cost_code"],
    ; Other
});

/// The body of `Create RFI`.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct CreateRfiBody {
    /// `rfi`
    pub rfi: Field<CreateRfiBodyRfi>,
    /// `notify`
    pub notify: Field<bool>,
    /// Keys that this type does not name, and values of an unexpected JSON type.
    pub extra: Extra,
}
record!(CreateRfiBody { 0 rfi "rfi", 1 notify "notify", });

impl CreateRfiBody {
    /// The body with its required fields.
    pub fn new(rfi: CreateRfiBodyRfi) -> Self {
        Self {
            rfi: Field::Value(rfi),
            ..Self::default()
        }
    }

    /// `notify`
    #[must_use]
    pub fn notify(mut self, value: impl Into<Field<bool>>) -> Self {
        self.notify = value.into();
        self
    }
}

/// `rfi` of the body of `Create RFI`.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct CreateRfiBodyRfi {
    /// `subject`
    pub subject: Field<String>,
    /// `due_date`
    pub due_date: Field<Date>,
    /// `cost`
    pub cost: Field<Decimal>,
    /// `assignee_ids`
    pub assignee_ids: Field<Vec<i64>>,
    /// `questions`
    pub questions: Field<Vec<CreateRfiBodyRfiQuestion>>,
    /// `attachments`
    pub attachments: Field<Vec<File>>,
    /// `custom_field_<id>`
    pub custom_fields: CustomFieldValues,
    /// All other keys.
    pub additional: BTreeMap<String, i64>,
    /// Keys that this type does not name, and values of an unexpected JSON type.
    pub extra: Extra,
}
record!(CreateRfiBodyRfi {
    0 subject "subject",
    1 due_date "due_date",
    2 cost "cost",
    3 assignee_ids "assignee_ids",
    4 questions "questions",
    5 attachments "attachments",
    custom custom_fields,
    additional additional,
});

/// A question of an RFI.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct CreateRfiBodyRfiQuestion {
    /// `body`
    pub body: Field<String>,
    /// `answer`
    pub answer: Field<String>,
    /// Keys that this type does not name, and values of an unexpected JSON type.
    pub extra: Extra,
}
record!(CreateRfiBodyRfiQuestion { 0 body "body", 1 answer "answer", });

/// What an operation of the sample has in common with the others.
macro_rules! operation {
    ($name:ident -> $response:ty { $($meta:tt)* }) => {
        impl Operation for $name {
            const META: Meta = Meta { $($meta)*, ..Meta::DEFAULT };
            type Response = $response;
            fn request(&self) -> &Request {
                &self.0
            }
            fn request_mut(&mut self) -> &mut Request {
                &mut self.0
            }
        }
    };
}

/// List RFIs.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct ListRfis(Request);

impl ListRfis {
    /// The request for `project_id`.
    pub fn new(project_id: i64) -> Self {
        let mut request = Request::new(&Self::META);
        request.path("project_id", project_id);
        Self(request)
    }

    /// `filters[status]`
    pub fn filter_status(mut self, value: impl Into<RfiStatus>) -> Self {
        self.0.query("filters[status]", value.into());
        self
    }

    /// `filters[id][]`
    pub fn filter_id(mut self, values: impl IntoIterator<Item = i64>) -> Self {
        self.0.query_list("filters[id][]", values);
        self
    }

    /// `filters[created_at]`
    pub fn filter_created_at(mut self, range: impl Into<Range<Date>>) -> Self {
        self.0.query("filters[created_at]", range.into());
        self
    }

    /// `sort`
    pub fn sort(mut self, sort: impl Into<Sort<String>>) -> Self {
        self.0.query("sort", sort.into());
        self
    }

    /// `page`
    pub fn page(mut self, value: i64) -> Self {
        self.0.query("page", value);
        self
    }

    /// `per_page`
    pub fn per_page(mut self, value: i64) -> Self {
        self.0.query("per_page", value);
        self
    }
}
operation!(ListRfis -> Vec<Rfi> {
    method: Method::Get,
    path: "/rest/v1.0/projects/{project_id}/rfis",
    title: "List RFIs",
    rust_path: "procore::rfi::v1_0::ListRfis",
    company: Company::Required
});

impl Paged for ListRfis {
    type Item = Rfi;
    const PAGING: Paging = Paging::Pages;
    fn items(page: Self::Response) -> Vec<Self::Item> {
        page
    }
}

/// List people; pages from zero.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct ListPeople(Request);

impl Default for ListPeople {
    fn default() -> Self {
        Self::new()
    }
}

impl ListPeople {
    /// The request.
    pub fn new() -> Self {
        Self(Request::new(&Self::META))
    }
}
operation!(ListPeople -> Vec<User> {
    method: Method::Get,
    path: "/rest/v2.0/people",
    title: "List people",
    rust_path: "procore::people::v2_0::ListPeople",
    company: Company::Optional,
    envelope: Some("data")
});

impl Paged for ListPeople {
    type Item = User;
    const PAGING: Paging = Paging::ZeroBased;
    fn items(page: Self::Response) -> Vec<Self::Item> {
        page
    }
}

/// Show an RFI.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct ShowRfi(Request);

impl ShowRfi {
    /// The request for `id`.
    pub fn new(id: impl Into<String>) -> Self {
        let mut request = Request::new(&Self::META);
        request.path("id", id.into());
        Self(request)
    }
}
operation!(ShowRfi -> Rfi {
    method: Method::Get,
    path: "/rest/v1.0/rfis/{id}",
    title: "Show RFI",
    rust_path: "procore::rfi::v1_0::ShowRfi",
    company: Company::Optional
});

/// Create RFI.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct CreateRfi(Request);

impl CreateRfi {
    /// The request for `project_id`, with its body.
    pub fn new(project_id: i64, body: CreateRfiBody) -> Self {
        let mut request = Request::new(&Self::META);
        request.path("project_id", project_id);
        request.json(&body);
        Self(request)
    }

    /// The same as multipart.
    pub fn multipart(project_id: i64, body: CreateRfiBody) -> Self {
        let mut request = Request::new(&Self::META);
        request.path("project_id", project_id);
        request.multipart(&body);
        Self(request)
    }

    /// The `Idempotency-Token` header.
    pub fn idempotency_token(mut self, value: impl Into<String>) -> Self {
        self.0.header("Idempotency-Token", value.into());
        self
    }
}
operation!(CreateRfi -> Rfi {
    method: Method::Post,
    path: "/rest/v1.0/projects/{project_id}/rfis",
    title: "Create RFI",
    rust_path: "procore::rfi::v1_0::CreateRfi",
    company: Company::Optional
});

/// Delete RFI, deprecated.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct DeleteRfi(Request);

impl DeleteRfi {
    /// The request for `id`.
    pub fn new(id: i64) -> Self {
        let mut request = Request::new(&Self::META);
        request.path("id", id);
        Self(request)
    }
}
operation!(DeleteRfi -> () {
    method: Method::Delete,
    path: "/rest/v1.0/rfis/{id}",
    title: "Delete RFI",
    rust_path: "procore::rfi::v1_0::DeleteRfi",
    company: Company::None,
    deprecation: Some(&Deprecation {
        date: Some("2022-03-31"),
        sunset: Some("2026-01-01"),
        replacements: &[Replacement {
            rust_path: Some("procore::rfi::v1_1::DeleteRfi"),
            operation: Some(("DELETE", "/rest/v1.1/rfis/{id}")),
            words: None,
            inferred: false,
        }],
    })
});

/// Show an attachment: bytes.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct ShowAttachment(Request);

impl ShowAttachment {
    /// The request for `id`.
    pub fn new(id: i64) -> Self {
        let mut request = Request::new(&Self::META);
        request.path("id", id);
        Self(request)
    }
}
operation!(ShowAttachment -> Bytes {
    method: Method::Get,
    path: "/rest/v1.0/attachments/{id}",
    title: "Show attachment",
    rust_path: "procore::rfi::v1_0::ShowAttachment",
    company: Company::Optional
});

/// Triggers a job; the status decides what is answered.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct CreateTriggers(Request);

impl Default for CreateTriggers {
    fn default() -> Self {
        Self::new()
    }
}

impl CreateTriggers {
    /// The request.
    pub fn new() -> Self {
        Self(Request::new(&Self::META))
    }
}
operation!(CreateTriggers -> CreateTriggersResponse {
    method: Method::Post,
    path: "/rest/v1.0/triggers",
    title: "Create triggers",
    rust_path: "procore::hooks::v1_0::CreateTriggers",
    company: Company::Optional
});

/// What `Create triggers` answers.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum CreateTriggersResponse {
    /// 200
    Ok(User),
    /// 204
    NoContent,
    /// 207
    MultiStatus(Vec<User>),
    /// Any other status.
    Other(u16, Value),
}

impl Payload for CreateTriggersResponse {
    fn from_reply(reply: &Reply<'_>) -> Result<Self, DecodeError> {
        match reply.status() {
            200 => reply.json().map(Self::Ok),
            204 => Ok(Self::NoContent),
            207 => reply.json().map(Self::MultiStatus),
            status => reply.json().map(|value| Self::Other(status, value)),
        }
    }
}

/// Reads a list as the client does, for the benchmark.
#[must_use]
pub fn decode_rfis(text: &str) -> Option<Vec<Rfi>> {
    use crate::runtime::{reader::Reader, wire::Wire};
    Vec::<Rfi>::read_item(&mut Reader::new(text)).ok()
}

/// Writes a list as the client does, for the benchmark.
#[must_use]
pub fn encode_rfis(rfis: &Vec<Rfi>) -> String {
    crate::runtime::wire::to_text(rfis)
}

/// Every way in which a parameter or a body is written.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct EveryEncoding(Request);

impl EveryEncoding {
    /// The request, its parameters set to `id` and `values`.
    pub fn new(id: i64, values: [&str; 2], user: &User) -> Self {
        let mut request = Request::new(&Self::META);
        request.path("id", id);
        let list = values.map(str::to_owned).to_vec();
        request.path_value("labels", &list, PathStyle::Label, true);
        request.path_value("matrix", &list, PathStyle::Matrix, true);
        request.query("replaced", "first");
        request.query("replaced", "second");
        request.query_commas("commas", values);
        request.query_spaces("spaces", values);
        request.query_pipes("pipes", values);
        request.query_json("json", user);
        request.query_deep("deep", user);
        request.query_pairs("pairs", user);
        request.header("X-Header", id);
        request.cookie("cookie", values[1]);
        request.form(user);
        Self(request)
    }

    /// The same with a body of JSON merge patch.
    pub fn merge_patch(mut self, body: &CreateRfiBody) -> Self {
        self.0.merge_patch(body);
        self
    }

    /// The same with a body of bytes.
    pub fn bytes(mut self, body: impl Into<File>) -> Self {
        self.0.bytes("application/octet-stream", body);
        self
    }

    /// The same with a body of text.
    pub fn text(mut self, body: &str) -> Self {
        self.0.text("text/plain", &body.to_owned());
        self
    }
}
operation!(EveryEncoding -> String {
    method: Method::Put,
    path: "/rest/v1.0/every/{id}/{labels}/x{matrix}",
    title: "Every encoding",
    rust_path: "procore::every::v1_0::EveryEncoding",
    company: Company::Optional
});

/// A value in a style of its own, in the path and in a header.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct Styled(Request);

impl Styled {
    /// The request with `value` in it.
    pub fn new<T: crate::runtime::wire::Wire>(value: &T, style: PathStyle, explode: bool) -> Self {
        let mut request = Request::new(&Self::META);
        request.path_value("p", value, style, explode);
        request.header_value("X-Value", value, explode);
        request.header_list("X-List", [1, 2]);
        request.cookie_list("list", ["a", "b c"]);
        Self(request)
    }
}
operation!(Styled -> String {
    method: Method::Get,
    path: "/styled/{p}",
    title: "Styled",
    rust_path: "procore::every::v1_0::Styled",
    company: Company::Optional
});

/// Show a report: a redirect to it.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct ShowReport(Request);

impl Default for ShowReport {
    fn default() -> Self {
        Self::new()
    }
}

impl ShowReport {
    /// The request.
    pub fn new() -> Self {
        Self(Request::new(&Self::META))
    }
}
operation!(ShowReport -> Redirect {
    method: Method::Get,
    path: "/rest/v1.0/report.pdf",
    title: "Show report",
    rust_path: "procore::rfi::v1_0::ShowReport",
    company: Company::Optional
});
