use app::backend::{BillingScope, OpenPaymentPortal, ReadUsage};

fn pay(_scope: &BillingScope<OpenPaymentPortal>) {}

fn read(scope: &BillingScope<ReadUsage>) {
    pay(scope);
}

fn main() {}
