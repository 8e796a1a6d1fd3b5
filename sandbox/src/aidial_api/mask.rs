//! Masked email addresses. Imports nothing of the rest of the crate.

/// `accounts@example.com.au` becomes `a•••@e•••.com.au`.
pub(crate) fn masked(email: &str) -> String {
    let (local, domain) = email.rsplit_once('@').unwrap_or((email, ""));
    let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
    let (label, rest) = domain.split_once('.').unwrap_or((domain, ""));
    let dot = if rest.is_empty() { "" } else { "." };
    format!("{}•••@{}•••{dot}{rest}", first(local), first(label))
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_masked_address_keeps_two_letters_and_the_end() {
        assert_eq!(masked("accounts@example.com.au"), "a•••@e•••.com.au");
        assert_eq!(masked("é@x"), "é•••@x•••");
    }
}
