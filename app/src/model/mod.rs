//! What pages show: serde types and pure rules. Imports no leptos, does no I/O, knows no clock.

pub mod access;
pub mod adjustment;
pub mod audit;
pub mod audit_log;
pub mod client;
pub mod client_id;
pub mod date;
pub mod day;
pub mod figure;
pub mod financial_year;
pub mod invoice;
pub mod invoice_details;
pub mod invoice_list;
pub mod invoice_query;
pub mod money;
pub mod panel;
pub mod period_answer;
pub mod recipient;
pub mod role;
pub mod sign_in_problem;
pub mod usage;
pub mod viewer;
