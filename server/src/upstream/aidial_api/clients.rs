//! Assigned clients of a partner admin.

use super::{AidialApi, UpstreamError};
use app::{
    backend::{Credential, Organisation},
    model::client_id::ClientId,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct AssignedClient {
    client_id: String,
    name: String,
    timezone: Option<String>,
}

impl AidialApi {
    /// The assigned client `client`; not found when it does not exist or is not assigned.
    ///
    /// # Errors
    /// [`UpstreamError`].
    pub async fn assigned_client(
        &self,
        credential: &dyn Credential,
        client: &ClientId,
    ) -> Result<Organisation, UpstreamError> {
        let path = ["v1", "partner", "clients", client.as_str()];
        let found: AssignedClient = self.get(credential, &path, &[]).await?;
        if found.client_id != client.as_str() {
            tracing::error!(target: "security", event = "foreign_record", "another client's record in an answer");
            return Err(UpstreamError::NotFound);
        }
        Ok(Organisation { client_id: client.clone(), name: found.name, timezone: found.timezone })
    }
}
