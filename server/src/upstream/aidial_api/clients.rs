//! Assigned clients of a partner admin.

use super::{
    AidialApi, UpstreamError,
    wire::{client::WireClientName, client::WireClientPage},
};
use app::{
    backend::{ClientsPort, Credential, DomainError, Organisation, PartnerScope},
    model::{client::ClientRow, client_id::ClientId},
};
use async_trait::async_trait;
use futures::{StreamExt, TryStreamExt, stream};

/// Rows asked for in one call; the contract's most.
const PAGE_SIZE: u32 = 100;
/// Calls of one list under way at once.
const SIDE_BY_SIDE: usize = 4;
/// The most pages read of one list.
const PAGES: u32 = 50;

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
        let found: WireClientName = self.get(credential, &path, &[]).await?;
        if found.client_id != client.as_str() {
            tracing::error!(target: "security", event = "foreign_record", "another client's record in an answer");
            return Err(UpstreamError::NotFound);
        }
        Ok(Organisation { client_id: client.clone(), name: found.name, timezone: found.timezone })
    }

    async fn client_page(
        &self,
        credential: &dyn Credential,
        search: &str,
        page: u32,
    ) -> Result<WireClientPage, UpstreamError> {
        let (page, size) = (page.to_string(), PAGE_SIZE.to_string());
        let mut query = vec![("page", page.as_str()), ("page_size", size.as_str())];
        if !search.is_empty() {
            query.push(("search", search));
        }
        self.get(credential, &["v1", "partner", "clients"], &query).await
    }
}

/// The clients port over `aidial_api`.
pub struct ClientsReader {
    /// The service.
    pub api: AidialApi,
}

#[async_trait]
impl ClientsPort for ClientsReader {
    async fn assigned(&self, scope: &PartnerScope, search: &str) -> Result<Vec<ClientRow>, DomainError> {
        let credential = &**scope.credential();
        let first = self.api.client_page(credential, search, 1).await?;
        let mut last = first.last_page(PAGE_SIZE).min(PAGES);
        let mut rows = first.rows();
        let rest: Vec<WireClientPage> = stream::iter(2..=last)
            .map(|page| self.api.client_page(credential, search, page))
            .buffered(SIDE_BY_SIDE)
            .try_collect()
            .await?;
        let mut more = rest.last().is_some_and(WireClientPage::has_next);
        rows.extend(rest.into_iter().flat_map(WireClientPage::rows));
        // Without a total, or with one that was too low, the list says itself when it is over.
        while more && last < PAGES {
            last += 1;
            let next = self.api.client_page(credential, search, last).await?;
            more = next.has_next();
            rows.extend(next.rows());
        }
        Ok(rows)
    }
}
