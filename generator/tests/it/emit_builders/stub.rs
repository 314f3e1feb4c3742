//! The names that emitted code uses, with nothing behind them, so that it compiles without
//! dependencies.

/// What the root of the crate re-exports.
pub mod public {
    pub use super::field::Field;
    pub use super::operation::{
        Company, Deprecation, Meta, Method, Operation, Paged, Replacement, Request,
    };

    macro_rules! named {
        ($($name:ident { $($method:ident)* })*) => {
            $(
                /// A type of the runtime.
                #[derive(Debug, Clone)]
                pub struct $name;

                impl $name {
                    $(
                        /// A method that the docs of the crate name.
                        pub fn $method(&self) {}
                    )*
                }
            )*
        };
    }
    named! {
        ArrayStyle {}
        Backoff {}
        Client { download download_to raw sign_out upload }
        ClientBuilder { company on_deprecation strict timeout token user_agent }
        CompanyId {}
        DeprecationNotice {}
        DeprecationPolicy {}
        Environment { federal monthly_sandbox production sandbox }
        Error { kind request_id }
        File {}
        FileStore {}
        Items {}
        Pages {}
        ProjectId {}
        Response {}
        RetryBudget {}
        RetryPolicy {}
        TokenStore {}
        Transport {}
    }

    /// Kinds of errors.
    #[derive(Debug, Clone)]
    pub enum ErrorKind {
        /// One that the docs of the crate name.
        Invalid,
    }

    /// Webhooks.
    pub mod webhook {}
}

/// Fields of requests.
pub mod field {
    /// A field of a request.
    #[derive(Debug, Clone, Default, PartialEq)]
    pub enum Field<T> {
        /// Not there.
        #[default]
        Absent,
        /// A value.
        Value(T),
    }

    impl<T> From<T> for Field<T> {
        fn from(value: T) -> Self {
            Self::Value(value)
        }
    }
}

/// Operations.
pub mod operation {
    /// A method.
    #[derive(Debug, Clone, Copy)]
    pub enum Method {
        /// `GET`
        Get,
    }

    /// Whether the company is sent.
    #[derive(Debug, Clone, Copy)]
    pub enum Company {
        /// It is.
        Required,
    }

    /// What is known beforehand.
    #[derive(Debug, Clone, Copy)]
    #[allow(missing_docs)]
    pub struct Meta {
        pub method: Method,
        pub path: &'static str,
        pub title: &'static str,
        pub rust_path: &'static str,
        pub company: Company,
        pub deprecation: Option<&'static Deprecation>,
        pub more: (),
    }

    impl Meta {
        /// Nothing is known.
        pub const DEFAULT: Self = Self {
            method: Method::Get,
            path: "",
            title: "",
            rust_path: "",
            company: Company::Required,
            deprecation: None,
            more: (),
        };
    }

    /// A deprecation.
    #[derive(Debug, Clone, Copy)]
    #[allow(missing_docs)]
    pub struct Deprecation {
        pub date: Option<&'static str>,
        pub sunset: Option<&'static str>,
        pub replacements: &'static [Replacement],
    }

    /// A replacement.
    #[derive(Debug, Clone, Copy)]
    #[allow(missing_docs)]
    pub struct Replacement {
        pub rust_path: Option<&'static str>,
        pub operation: Option<(&'static str, &'static str)>,
        pub words: Option<&'static str>,
        pub inferred: bool,
    }

    /// A deprecated operation.
    #[derive(Debug, Clone, Copy)]
    #[allow(missing_docs)]
    pub struct DeprecatedOperation {
        pub rust_path: &'static str,
        pub feature: &'static str,
        pub method: &'static str,
        pub path: &'static str,
        pub title: &'static str,
        pub deprecation: Deprecation,
    }

    /// What is looked up in the description.
    #[allow(missing_docs)]
    pub trait Described {
        const DEPRECATED: &'static [DeprecatedOperation];
        const OTHERS: &'static [(&'static str, &'static str)];
    }

    /// The description.
    #[derive(Debug)]
    pub struct Description;

    /// A request.
    #[derive(Debug, Clone)]
    pub struct Request;

    impl Request {
        /// A request.
        pub fn new(_: &'static Meta) -> Self {
            Self
        }

        /// Writes a parameter.
        pub fn query<T>(&mut self, _: &str, _: T) {}

        /// Sets the body.
        pub fn json<T>(&mut self, _: &T) {}

        /// Sets the body.
        pub fn multipart<T>(&mut self, _: &T) {}
    }

    /// An operation.
    pub trait Operation {
        /// What is known beforehand.
        const META: Meta;
        /// The response.
        type Response;
        /// The request.
        fn request(&self) -> &Request;
        /// The request.
        fn request_mut(&mut self) -> &mut Request;
        /// Sends it.
        fn send(&self) {}
        /// Sets the company.
        fn with_company(&self) {}
        /// Sets when it is sent again.
        fn with_retry(&self) {}
    }

    /// A paged list.
    pub trait Paged {
        /// Its items.
        fn items(&self) {}
        /// Its pages.
        fn pages(&self) {}
    }
}

/// What emitted code imports.
pub mod prelude {
    pub use super::field::Field;
    pub use super::operation::{
        Company, DeprecatedOperation, Deprecation, Described, Description, Meta, Method, Operation,
        Replacement, Request,
    };

    /// What no field takes.
    #[derive(Debug, Clone, Default, PartialEq)]
    pub struct Extra;

    macro_rules! record {
        ($name:ident { $($index:literal $field:ident $key:literal,)* }) => {
            impl $name {
                /// Whether it is as it was made.
                pub fn is_default(&self) -> bool {
                    $(let _ = &self.$field;)*
                    *self == Self::default()
                }
            }
        };
    }
    pub(crate) use record;

    macro_rules! string_enum {
        ($name:ident { $($variant:ident $value:literal,)* ; $unknown:ident }) => {
            impl $name {
                /// The value on the wire.
                pub fn as_str(&self) -> &str {
                    match self {
                        $(Self::$variant => $value,)*
                        Self::$unknown(value) => value,
                    }
                }
            }
        };
    }
    pub(crate) use string_enum;
}
