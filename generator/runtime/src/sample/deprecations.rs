//! The table of what is deprecated, as it is emitted.

use crate::runtime::prelude::{
    DeprecatedOperation, Deprecation, Described, Description, Operation, Replacement,
};

use super::DeleteRfi;

impl Described for Description {
    const DEPRECATED: &'static [DeprecatedOperation] = &[
        DeprecatedOperation {
            rust_path: "procore::rfi::v1_0::DeleteRfi",
            feature: "rfi",
            method: "DELETE",
            path: "/rest/v1.0/rfis/{id}",
            title: "Delete RFI",
            deprecation: match DeleteRfi::META.deprecation {
                Some(deprecation) => *deprecation,
                None => UNKNOWN,
            },
        },
        DeprecatedOperation {
            rust_path: "procore::registers::v2_0::ShowRegister",
            feature: "registers",
            method: "GET",
            path: "/rest/v2.0/companies/{company_id}/registers/{id}",
            title: "Show register",
            deprecation: Deprecation {
                date: Some("2025-10-01"),
                replacements: &[Replacement {
                    rust_path: None,
                    operation: None,
                    words: Some("the registers of projects"),
                    inferred: false,
                }],
                ..UNKNOWN
            },
        },
        DeprecatedOperation {
            rust_path: "procore::registers::v2_0::ListStatuses",
            feature: "registers",
            method: "GET",
            path: "/rest/v2.0/companies/{company_id}/lists/statuses",
            title: "List statuses",
            deprecation: UNKNOWN,
        },
    ];

    const OTHERS: &'static [(&'static str, &'static str)] = &[
        ("DELETE", "/rest/v1.0/rfis/recycled"),
        (
            "GET",
            "/rest/v2.0/companies/{company_id}/registers/{id}.pdf",
        ),
        ("GET", "/rest/v2.0/companies/{company_id}/lists/{id}"),
    ];
}

/// Nothing is known but that.
const UNKNOWN: Deprecation = Deprecation {
    date: None,
    sunset: None,
    replacements: &[],
};
