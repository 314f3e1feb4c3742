//! The operations of the sample.

use super::types::*;
use crate::runtime::prelude::*;

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

    /// `labels[]`
    pub fn labels(mut self, values: impl IntoIterator<Item = &'static str>) -> Self {
        self.0.query_list("labels[]", values);
        self
    }

    /// `watchers[]`
    pub fn watchers(mut self, values: impl IntoIterator<Item = &'static str>) -> Self {
        self.0.query_list("watchers[]", values);
        self
    }

    /// `members[]`
    pub fn members(mut self, values: impl IntoIterator<Item = &'static str>) -> Self {
        self.0.query_list("members[]", values);
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
    company: Company::Required,
    arrays: &[("filters[id]", ArrayForm::Commas), ("labels", ArrayForm::Commas), ("members", ArrayForm::Repeated)]
});

impl Paged for ListRfis {
    type Item = Rfi;
    const PAGING: Paging = Paging::Pages;
    fn page_items(page: Self::Response) -> Vec<Self::Item> {
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
    fn page_items(page: Self::Response) -> Vec<Self::Item> {
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
    company: Company::Optional,
    accept: Some("application/pdf, */*;q=0.5")
});

/// Triggers a job; the status decides what is returned.
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

/// What `Create triggers` returns.
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
    fn decode(response: &EncodedResponse<'_>) -> Result<Self, DecodeError> {
        match response.status() {
            200 => response.json().map(Self::Ok),
            204 => Ok(Self::NoContent),
            207 => response.json().map(Self::MultiStatus),
            status => response.json().map(|value| Self::Other(status, value)),
        }
    }
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
    pub fn new<T: crate::runtime::json::wire::Wire>(
        value: &T,
        style: PathStyle,
        explode: bool,
    ) -> Self {
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
