//! The client organisations of the demo world. Imports `tenants` only.

use crate::tenants::{
    AdjustmentSeed, Anchor, Exception, Invoicing, Missing, ProjectSeed, Projects, ProjectsState, Status, TenantSeed,
};

const fn project(
    id: &'static str,
    name: &'static str,
    now: (i64, i64),
    usual: (i64, i64),
    included_centi: i64,
) -> ProjectSeed {
    ProjectSeed {
        id,
        name,
        now_centi: now.0,
        now_sms: now.1,
        usual_centi: usual.0,
        usual_sms: usual.1,
        included_centi,
        active: true,
    }
}

const NO_INVOICES: Invoicing =
    Invoicing { periods: 0, per_project: false, prefix: "", terms_days: 14, draft: false, exceptions: &[] };

/// What the tenants have in common; each names what differs.
const PLAIN: TenantSeed = TenantSeed {
    id: "",
    name: "",
    timezone: "Australia/Melbourne",
    region: "en-AU",
    mail_domain: "",
    status: Status::Ok,
    plan: "Starter 300",
    fee_minor: 8_900,
    sms_included: None,
    overage_milli: 285,
    sms_milli: 85,
    anchor: Anchor::FirstOfMonth,
    projects: Projects::Listed(&[]),
    projects_state: ProjectsState::Available,
    recipients_syncing: false,
    stale: false,
    invoicing: NO_INVOICES,
    adjustments: &[],
    missing: &[],
};

pub(crate) const TENANTS: &[TenantSeed] = &[
    TenantSeed {
        id: "harbour",
        name: "Harbour Dental",
        timezone: "Australia/Brisbane",
        mail_domain: "harbourdental.com.au",
        plan: "Growth 600 × 3",
        fee_minor: 44_700,
        anchor: Anchor::AlwaysSomeWeeksAgo,
        projects: Projects::Listed(&[
            project("prj-front-desk", "Front desk", (34_150, 96), (52_000, 120), 60_000),
            project("prj-after-hours", "After hours", (54_325, 114), (61_000, 105), 60_000),
            project("prj-recalls", "Recalls", (63_325, 108), (66_500, 140), 60_000),
        ]),
        invoicing: Invoicing {
            periods: 21,
            prefix: "HD",
            exceptions: &[(5, Exception::NoPdf), (9, Exception::Void)],
            ..NO_INVOICES
        },
        adjustments: &[
            AdjustmentSeed {
                kind: "discount",
                title: "Launch discount",
                detail: Some("15 % off the monthly fee for new practices"),
                percent_off: Some(15),
                minor: None,
                began: 0,
                ends: Some(-2),
                invoiced: None,
            },
            AdjustmentSeed {
                kind: "adjustment",
                title: "Number porting credit",
                detail: None,
                percent_off: None,
                minor: Some(-3_000),
                began: 0,
                ends: None,
                invoiced: None,
            },
            AdjustmentSeed {
                kind: "adjustment",
                title: "Goodwill credit, outage",
                detail: Some("Two hours without answering"),
                percent_off: None,
                minor: Some(-2_500),
                began: 2,
                ends: Some(2),
                invoiced: Some(2),
            },
            AdjustmentSeed {
                kind: "discount",
                title: "Annual commitment, 10 %",
                detail: None,
                percent_off: Some(10),
                minor: Some(-4_470),
                began: 6,
                ends: Some(6),
                invoiced: Some(6),
            },
            AdjustmentSeed {
                kind: "adjustment",
                title: "Late provisioning fee",
                detail: Some("Second handset line, charged once"),
                percent_off: None,
                minor: Some(1_250),
                began: 11,
                ends: Some(11),
                invoiced: Some(11),
            },
        ],
        ..PLAIN
    },
    TenantSeed {
        id: "orchard",
        name: "Orchard Vets",
        timezone: "Australia/Sydney",
        mail_domain: "orchardvets.com.au",
        plan: "Practice 400 × 4",
        fee_minor: 39_600,
        sms_included: Some(200),
        projects: Projects::Listed(&[
            project("prj-reception", "Reception", (21_275, 83), (33_000, 90), 40_000),
            project("prj-emergencies", "Emergencies", (35_200, 61), (41_500, 70), 40_000),
            project("prj-bookings", "Bookings", (14_850, 120), (28_000, 150), 40_000),
            ProjectSeed { active: false, ..project("prj-equine", "Equine clinic", (0, 0), (0, 0), 40_000) },
        ]),
        invoicing: Invoicing {
            periods: 56,
            prefix: "OV",
            // Longer than two periods, so that none of the unpaid ones is ever overdue.
            terms_days: 62,
            draft: true,
            exceptions: &[
                (2, Exception::Processing),
                (3, Exception::Uncollectible),
                (4, Exception::Status("in_review")),
                (4, Exception::NoPdf),
                (7, Exception::NoPdf),
                (12, Exception::Void),
                (13, Exception::NoPdf),
                (54, Exception::Imported),
                (55, Exception::Imported),
                (56, Exception::Imported),
            ],
            ..NO_INVOICES
        },
        adjustments: &[AdjustmentSeed {
            kind: "discount",
            title: "Second-site discount",
            detail: None,
            percent_off: Some(5),
            minor: Some(-1_980),
            began: 8,
            ends: Some(8),
            invoiced: Some(8),
        }],
        ..PLAIN
    },
    TenantSeed {
        id: "newleaf",
        name: "Newleaf Physio",
        timezone: "Australia/Perth",
        mail_domain: "newleafphysio.com.au",
        projects: Projects::Listed(&[project("prj-front-desk", "Front desk", (4_125, 7), (0, 0), 30_000)]),
        missing: &[Missing::Definitions, Missing::SmsRate, Missing::Card],
        ..PLAIN
    },
    TenantSeed {
        id: "blank",
        name: "Blank Optical",
        mail_domain: "blankoptical.com.au",
        status: Status::NotConfigured,
        ..PLAIN
    },
    TenantSeed {
        id: "broken",
        name: "Broken Hill Plumbing",
        timezone: "Australia/Adelaide",
        mail_domain: "bhplumbing.com.au",
        status: Status::ConfigurationError,
        ..PLAIN
    },
    TenantSeed {
        id: "foggy",
        name: "Foggy Island Stays",
        timezone: "Australia/Lord_Howe",
        mail_domain: "foggyisland.com.au",
        plan: "Custom",
        projects: Projects::Listed(&[
            project("prj-stays", "Stays", (18_050, 22), (21_000, 30), 0),
            project("prj-tours", "Tours", (9_975, 14), (8_500, 12), 0),
        ]),
        projects_state: ProjectsState::MetadataUnavailable,
        recipients_syncing: true,
        stale: true,
        anchor: Anchor::Day(18),
        invoicing: Invoicing { periods: 8, prefix: "FI", terms_days: 45, ..NO_INVOICES },
        missing: &[Missing::Definitions, Missing::Allowance, Missing::OverageRate],
        ..PLAIN
    },
    TenantSeed {
        id: "dim",
        name: "Dim Lantern Studios",
        timezone: "Pacific/Auckland",
        region: "en-NZ",
        mail_domain: "dimlantern.co.nz",
        projects: Projects::Listed(&[project("prj-studio", "Studio", (27_500, 41), (26_000, 35), 30_000)]),
        projects_state: ProjectsState::UsageUnavailable,
        invoicing: Invoicing { periods: 14, prefix: "DL", terms_days: 31, ..NO_INVOICES },
        missing: &[Missing::SmsTotals, Missing::AsOf, Missing::NextInvoice],
        ..PLAIN
    },
    TenantSeed {
        id: "vast",
        name: "Vast Retail Group",
        mail_domain: "vastretail.com.au",
        plan: "Enterprise 300 × 200",
        fee_minor: 1_780_000,
        projects: Projects::Numbered(200),
        invoicing: Invoicing { periods: 25, per_project: true, prefix: "VR", terms_days: 31, ..NO_INVOICES },
        missing: &[Missing::MonthlyFee, Missing::Card, Missing::PortalAccess],
        ..PLAIN
    },
];
