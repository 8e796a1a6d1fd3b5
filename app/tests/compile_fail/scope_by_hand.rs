use app::backend::{BillingScope, Caller, Credential, Organisation, ReadUsage};
use std::sync::Arc;

fn forge(credential: Arc<dyn Credential>, caller: Caller, organisation: Organisation) -> BillingScope<ReadUsage> {
    BillingScope::of_own_tenant(credential, caller, organisation)
}

fn main() {}
