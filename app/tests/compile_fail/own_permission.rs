use app::{backend::Permission, model::access::Right};

struct Anything;

impl Permission for Anything {
    const RIGHT: Right = Right::OpenPaymentPortal;
}

fn main() {}
