//! `GET /v1/session/context`: the only source of role and tenant.

use super::{AidialApi, UpstreamError};
use app::{
    backend::{Credential, Mfa, Organisation},
    model::{client_id::ClientId, role::Role},
};
use serde::Deserialize;
use url::Url;

/// What the context says, without the token source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextFacts {
    /// Address.
    pub email: String,
    /// Name.
    pub display_name: String,
    /// The role; none when unknown.
    pub role: Option<Role>,
    /// The client organisation, for client roles.
    pub tenant: Option<Organisation>,
    /// The partner's name, for partner roles.
    pub partner_name: Option<String>,
    /// The zone of the partner's days, for partner roles.
    pub partner_timezone: Option<String>,
    /// The second factor.
    pub mfa: Mfa,
}

#[derive(Deserialize)]
pub(super) struct SessionContext {
    user: User,
    /// Any JSON, or nothing: a role that is not a string is no role (acceptance AUTH-11).
    #[serde(default)]
    role: serde_json::Value,
    tenant: Option<Tenant>,
    partner: Option<Partner>,
    mfa: Option<MfaState>,
}

#[derive(Deserialize)]
struct User {
    email: String,
    display_name: String,
}

#[derive(Deserialize)]
struct Tenant {
    client_id: String,
    name: String,
    timezone: String,
}

#[derive(Deserialize)]
struct Partner {
    name: String,
    timezone: Option<String>,
}

#[derive(Deserialize)]
struct MfaState {
    required: Option<bool>,
    satisfied: Option<bool>,
    setup_url: Option<String>,
}

impl AidialApi {
    /// Whom the credential belongs to.
    ///
    /// # Errors
    /// [`UpstreamError`].
    pub async fn session_context(&self, credential: &dyn Credential) -> Result<ContextFacts, UpstreamError> {
        let context: SessionContext = self.get(credential, &["v1", "session", "context"], &[]).await?;
        facts(context)
    }
}

pub(super) fn facts(context: SessionContext) -> Result<ContextFacts, UpstreamError> {
    let role = context.role.as_str().and_then(Role::from_key);
    let partner = role.is_some_and(Role::is_partner);
    let tenant = match context.tenant.filter(|_| role.is_some() && !partner) {
        Some(tenant) => Some(Organisation {
            client_id: ClientId::parse(&tenant.client_id).ok_or(UpstreamError::Malformed)?,
            name: tenant.name,
            timezone: Some(tenant.timezone),
        }),
        None => None,
    };
    let mfa = context.mfa.map_or_else(Mfa::default, |mfa| Mfa {
        required: mfa.required.unwrap_or(false),
        satisfied: mfa.satisfied.unwrap_or(false),
        setup_url: mfa.setup_url.filter(|url| is_safe_link(url)),
    });
    let (partner_name, partner_timezone) =
        context.partner.filter(|_| partner).map_or((None, None), |partner| (Some(partner.name), partner.timezone));
    Ok(ContextFacts {
        email: context.user.email,
        display_name: context.user.display_name,
        role,
        tenant,
        partner_name,
        partner_timezone,
        mfa,
    })
}

/// `https`, or `http` on loopback for development; never `javascript:` and the like.
fn is_safe_link(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| match url.scheme() {
        "https" => true,
        "http" => matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]")),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> ContextFacts {
        facts(serde_json::from_str(text).unwrap()).unwrap()
    }

    #[test]
    fn a_role_of_another_shape_is_no_role() {
        for role in [r#""Client_Admin""#, r#""owner""#, "1", "null", r#"["client_admin"]"#, r#"{"client_admin":{}}"#] {
            let context = read(&format!(r#"{{"user":{{"email":"a","display_name":"b"}},"role":{role}}}"#));
            assert_eq!(context.role, None, "{role}");
        }
    }

    #[test]
    fn a_partner_role_takes_no_tenant_and_a_client_role_no_partner() {
        let context = read(
            r#"{"user":{"email":"a","display_name":"b"},"role":"partner_admin","partner":{"name":"P"},
                "tenant":{"client_id":"x","name":"X","timezone":"UTC"},"mfa":{"setup_url":"javascript:alert(1)"}}"#,
        );
        assert_eq!(context.tenant, None);
        assert_eq!(context.partner_name.as_deref(), Some("P"));
        assert_eq!(context.mfa.setup_url, None);
    }
}
