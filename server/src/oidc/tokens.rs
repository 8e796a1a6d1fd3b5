//! Calls to the token and revocation endpoints.

use super::{
    discovery::Known,
    http::{IssuerHttp, IssuerHttpError},
    id_token::{NonceRule, Rejection},
    provider::{CallbackError, Provider},
    types::TokenAnswer,
};
use crate::{
    outbound::TransportError,
    session::{RefreshError, TokenIssuer, Tokens},
};
use async_trait::async_trait;
use openidconnect::{
    AsyncHttpClient, AuthType, AuthorizationCode, OAuth2TokenResponse, PkceCodeVerifier, RefreshToken,
    RequestTokenError, StandardErrorResponse, TokenResponse,
    core::{CoreErrorResponseType, CoreTokenType},
};
use secrecy::ExposeSecret;
use std::time::Duration;
use url::form_urlencoded;

/// How long an access token is taken to live when the issuer does not say.
const UNSAID_LIFE: Duration = Duration::from_secs(60);
/// The longest life believed.
const LONGEST_LIFE: Duration = Duration::from_secs(24 * 3_600);

type AnswerError = RequestTokenError<IssuerHttpError, StandardErrorResponse<CoreErrorResponseType>>;

impl Provider {
    /// Spends `code` and checks what comes back.
    pub(super) async fn exchange(
        &self,
        known: &Known,
        code: String,
        verifier: String,
        nonce: &str,
    ) -> Result<Tokens, CallbackError> {
        let asked_at = self.now_ms();
        let request = known.client.exchange_code(AuthorizationCode::new(code)).map_err(|_| CallbackError::Down)?;
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier));
        let answer = request.request_async(self.http()).await.map_err(|error| match failure(&error) {
            Failure::Grant => CallbackError::CodeRefused,
            Failure::Malformed => CallbackError::IdTokenRefused,
            Failure::TimedOut | Failure::Unavailable => CallbackError::Down,
        })?;
        let id_token = answer.id_token().ok_or(CallbackError::IdTokenRefused)?;
        let claims = self.checked(known, id_token, NonceRule::Exactly(nonce)).await.map_err(|rejection| {
            log(rejection);
            CallbackError::IdTokenRefused
        })?;
        let access = access(&answer, asked_at).ok_or(CallbackError::IdTokenRefused)?;
        Ok(Tokens {
            access: access.0,
            access_until: access.1,
            refresh: answer.refresh_token().map(|token| token.secret().clone()),
            id_token: id_token.to_string(),
            issuer: claims.issuer().to_string(),
            subject: claims.subject().to_string(),
            nonce: nonce.to_owned(),
            op_session: claims.additional_claims().sid.clone(),
        })
    }

    async fn renewed(&self, known: &Known, held: &Tokens) -> Result<Tokens, RefreshError> {
        let asked_at = self.now_ms();
        let refresh = RefreshToken::new(held.refresh.clone().ok_or(RefreshError::InvalidGrant)?);
        let request = known.client.exchange_refresh_token(&refresh).map_err(|_| RefreshError::Unavailable)?;
        let answer = request.request_async(self.http()).await.map_err(|error| match failure(&error) {
            Failure::Grant => RefreshError::InvalidGrant,
            Failure::TimedOut => RefreshError::TimedOut,
            Failure::Malformed | Failure::Unavailable => RefreshError::Unavailable,
        })?;
        let mut tokens = held.clone();
        if let Some(id_token) = answer.id_token() {
            let rule = NonceRule::ThisOrNone(&held.nonce);
            let claims = self.checked(known, id_token, rule).await.map_err(|rejection| {
                log(rejection);
                RefreshError::Mismatch
            })?;
            if claims.subject().as_str() != held.subject || claims.issuer().as_str() != held.issuer {
                return Err(RefreshError::Mismatch);
            }
            tokens.id_token = id_token.to_string();
        }
        (tokens.access, tokens.access_until) = access(&answer, asked_at).ok_or(RefreshError::Mismatch)?;
        if let Some(refresh) = answer.refresh_token() {
            tokens.refresh = Some(refresh.secret().clone());
        }
        Ok(tokens)
    }

    fn revocation_request(&self, known: &Known, token: &str) -> Option<http::Request<Vec<u8>>> {
        let config = self.config();
        let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let (id, secret) = (&config.client_id, config.client_secret.expose_secret());
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("token", token).append_pair("token_type_hint", "refresh_token");
        let mut request = http::Request::post(known.revocation.as_ref()?.as_str())
            .header(http::header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if matches!(known.auth_type, AuthType::RequestBody) {
            form.append_pair("client_id", id).append_pair("client_secret", secret);
        } else {
            use base64::{Engine, prelude::BASE64_STANDARD};
            let pair = BASE64_STANDARD.encode(format!("{}:{}", encode(id), encode(secret)));
            let mut value = http::HeaderValue::from_str(&format!("Basic {pair}")).ok()?;
            value.set_sensitive(true);
            request = request.header(http::header::AUTHORIZATION, value);
        }
        request.body(form.finish().into_bytes()).ok()
    }
}

#[async_trait]
impl TokenIssuer for Provider {
    async fn refresh(&self, held: &Tokens) -> Result<Tokens, RefreshError> {
        let known = self.known().await.map_err(|_| RefreshError::Unavailable)?;
        self.renewed(&known, held).await
    }

    async fn revoke(&self, held: &Tokens) -> bool {
        let Some(known) = self.learnt() else { return false };
        let Some(token) = &held.refresh else { return true };
        let Some(request) = self.revocation_request(&known, token) else { return true };
        let http: &IssuerHttp = self.http();
        match http.call(request).await {
            Ok(answer) => {
                if !answer.status().is_success() {
                    tracing::warn!(status = answer.status().as_u16(), "the issuer did not revoke a refresh token");
                }
                true
            }
            Err(error) => {
                tracing::warn!(%error, "a refresh token could not be revoked");
                false
            }
        }
    }
}

/// The access token and when it runs out, counted from before it was asked for; none for another kind than bearer.
fn access(answer: &TokenAnswer, asked_at: i64) -> Option<(String, i64)> {
    if *answer.token_type() != CoreTokenType::Bearer || answer.access_token().secret().is_empty() {
        return None;
    }
    let life = answer.expires_in().unwrap_or(UNSAID_LIFE).min(LONGEST_LIFE);
    let until = asked_at.saturating_add(i64::try_from(life.as_millis()).ok()?);
    Some((answer.access_token().secret().clone(), until))
}

enum Failure {
    Grant,
    Malformed,
    TimedOut,
    Unavailable,
}

fn failure(error: &AnswerError) -> Failure {
    match error {
        RequestTokenError::ServerResponse(answer) if *answer.error() == CoreErrorResponseType::InvalidGrant => {
            Failure::Grant
        }
        RequestTokenError::ServerResponse(answer) => {
            // `invalid_client` and its like are this portal's registration, not the person.
            let known = !matches!(answer.error(), CoreErrorResponseType::Extension(_));
            let code = if known { answer.error().as_ref() } else { "extension" };
            tracing::error!(code, "the issuer refuses this portal's request");
            Failure::Unavailable
        }
        RequestTokenError::Request(IssuerHttpError::Transport(TransportError::Timeout)) => Failure::TimedOut,
        RequestTokenError::Request(error) => {
            tracing::warn!(%error, "the token endpoint did not answer");
            Failure::Unavailable
        }
        RequestTokenError::Parse(..) => {
            tracing::warn!("the token endpoint's answer cannot be read");
            Failure::Malformed
        }
        RequestTokenError::Other(_) => {
            tracing::warn!("the token endpoint's answer is not JSON");
            Failure::Unavailable
        }
    }
}

fn log(rejection: Rejection) {
    let reason = match rejection {
        Rejection::UnknownKey => "unknown key",
        Rejection::Bad(reason) => reason,
    };
    tracing::warn!(target: "security", event = "id_token_refused", reason);
}
