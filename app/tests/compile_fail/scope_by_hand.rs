use app::backend::{BillingScope, Organisation, PersonContext, ReadUsage};

fn forge(person: &PersonContext, organisation: Organisation) -> BillingScope<ReadUsage> {
    BillingScope::of_own_tenant(person, organisation)
}

fn main() {}
