//! The types of the sample.

use crate::runtime::prelude::*;

/// An RFI, as `List RFIs` returns it.
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

/// Told apart by `kind`, whose values are of any JSON type.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Tagged {
    /// `user`, 1 or true.
    User(User),
    /// Two.
    Code(CostCodeSlim),
    /// Anything else.
    Other(Value),
}
union!(Tagged by "kind" {
    User(User) object [] tags ["user", "1", "true"],
    Code(CostCodeSlim) object [] tags ["2"],
    ; Other
});

/// The same keys, with values of other types.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Counted {
    /// `name`
    pub name: Option<String>,
    /// `count`
    pub count: Option<i64>,
    /// `owner`
    pub owner: Option<User>,
    /// Keys that this type does not name, and values of an unexpected JSON type.
    pub extra: Extra,
}
record!(Counted { 0 name "name", 1 count "count", 2 owner "owner", });

/// The same keys, with values of other types.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Spelled {
    /// `name`
    pub name: Option<String>,
    /// `count`
    pub count: Option<String>,
    /// `owner`
    pub owner: Option<CostCodeFull>,
    /// Keys that this type does not name, and values of an unexpected JSON type.
    pub extra: Extra,
}
record!(Spelled { 0 name "name", 1 count "count", 2 owner "owner", });

/// Nothing but the values tells its variants apart.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Amount {
    /// With a number.
    Counted(Counted),
    /// With text.
    Spelled(Spelled),
    /// Several with a number.
    CountedList(Vec<Counted>),
    /// Several with text.
    SpelledList(Vec<Spelled>),
    /// Days.
    Days(Vec<Date>),
    /// Texts.
    Texts(Vec<String>),
    /// Text.
    Text(String),
    /// A status.
    Status(RfiStatus),
    /// A day.
    Day(Date),
    /// An instant.
    At(DateTime),
    /// Anything else.
    Other(Value),
}
union!(Amount {
    Counted(Counted) object [] tags [],
    Spelled(Spelled) object [] tags [],
    CountedList(Vec<Counted>) array,
    SpelledList(Vec<Spelled>) array,
    Days(Vec<Date>) array,
    Texts(Vec<String>) array,
    Text(String) string,
    Status(RfiStatus) string,
    Day(Date) string,
    At(DateTime) string,
    ; Other
});

/// A union of unions.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Either {
    /// A cost code.
    Code(CostCode),
    /// An amount.
    Amount(Box<Amount>),
    /// Anything else.
    Other(Value),
}
union!(Either { Code(CostCode) any, Amount(Box<Amount>) any, ; Other });

/// A branch of a tree.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Branch {
    /// `left`
    pub left: Option<Box<Tree>>,
    /// `right`
    pub right: Option<Box<Tree>>,
    /// Keys that this type does not name, and values of an unexpected JSON type.
    pub extra: Extra,
}
record!(Branch { 0 left "left", 1 right "right", });

/// A branch of a tree that has a name.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct NamedBranch {
    /// `left`
    pub left: Option<Box<Tree>>,
    /// `name`
    pub name: Option<String>,
    /// Keys that this type does not name, and values of an unexpected JSON type.
    pub extra: Extra,
}
record!(NamedBranch { 0 left "left", 1 name "name", });

/// A tree, which holds itself.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Tree {
    /// Without a name.
    Branch(Branch),
    /// With one.
    Named(NamedBranch),
    /// Anything else.
    Other(Value),
}
union!(Tree {
    Branch(Branch) object [] tags [],
    Named(NamedBranch) object [] tags [],
    ; Other
});

/// Lists and maps that can hold null.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Sparse {
    /// `ids`
    pub ids: Option<Vec<Option<i64>>>,
    /// `users`, which the description does not call nullable.
    pub users: Option<Vec<User>>,
    /// `codes`
    pub codes: Option<BTreeMap<String, Option<String>>>,
    /// `parties`
    pub parties: Option<Vec<Party>>,
    /// Keys that this type does not name, and values of an unexpected JSON type.
    pub extra: Extra,
}
record!(Sparse { 0 ids "ids", 1 users "users", 2 codes "codes", 3 parties "parties", });

/// The body of a request with lists and maps that can hold null.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct SparseBody {
    /// `ids`
    pub ids: Field<Vec<Option<i64>>>,
    /// `codes`
    pub codes: Field<BTreeMap<String, Option<String>>>,
    /// Keys that this type does not name, and values of an unexpected JSON type.
    pub extra: Extra,
}
record!(SparseBody { 0 ids "ids", 1 codes "codes", });
