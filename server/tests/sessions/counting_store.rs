//! A store that counts what it is asked, and fails when it is told to.

use async_trait::async_trait;
use server::store::{
    IdHash, Lease, Named, NewSession, PersonKey, Renewed, SealVersion, SessionStore, StateHash, StoreError,
    StoredSession, Whose,
};
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

pub struct CountingStore {
    pub inner: Arc<dyn SessionStore>,
    pub reads: AtomicUsize,
    pub writes: AtomicUsize,
    pub broken: AtomicBool,
    /// So many sealings are carried out and not acknowledged.
    pub unheard: AtomicUsize,
}

impl CountingStore {
    pub fn over(inner: Arc<dyn SessionStore>) -> Arc<Self> {
        let (reads, writes, broken) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
        Arc::new(Self { inner, reads, writes, broken, unheard: AtomicUsize::new(0) })
    }

    pub fn counts(&self) -> (usize, usize) {
        (self.reads.load(Ordering::SeqCst), self.writes.load(Ordering::SeqCst))
    }

    fn read(&self) -> Result<&dyn SessionStore, StoreError> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        self.inner()
    }

    fn write(&self) -> Result<&dyn SessionStore, StoreError> {
        self.writes.fetch_add(1, Ordering::SeqCst);
        self.inner()
    }

    fn inner(&self) -> Result<&dyn SessionStore, StoreError> {
        if self.broken.load(Ordering::SeqCst) { Err(StoreError) } else { Ok(&*self.inner) }
    }
}

#[async_trait]
impl SessionStore for CountingStore {
    async fn insert(&self, new: &NewSession, replaces: Option<&IdHash>) -> Result<(), StoreError> {
        self.write()?.insert(new, replaces).await
    }

    async fn find(&self, id: &IdHash) -> Result<Option<StoredSession>, StoreError> {
        self.read()?.find(id).await
    }

    async fn touch(&self, id: &IdHash, seen_at: i64) -> Result<(), StoreError> {
        self.write()?.touch(id, seen_at).await
    }

    async fn delete(&self, id: &IdHash) -> Result<bool, StoreError> {
        self.write()?.delete(id).await
    }

    async fn delete_sealing(&self, id: &IdHash, sealing: SealVersion) -> Result<bool, StoreError> {
        self.write()?.delete_sealing(id, sealing).await
    }

    async fn lease(&self, lease: &Lease) -> Result<bool, StoreError> {
        self.write()?.lease(lease).await
    }

    async fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        self.write()?.release(lease).await
    }

    async fn reseal(&self, renewed: &Renewed) -> Result<bool, StoreError> {
        let answer = self.write()?.reseal(renewed).await;
        let lost = self.unheard.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if lost.is_ok() { Err(StoreError) } else { answer }
    }

    async fn of_person(
        &self,
        person: &[PersonKey],
        now: i64,
        idle_since: i64,
    ) -> Result<Vec<StoredSession>, StoreError> {
        self.read()?.of_person(person, now, idle_since).await
    }

    async fn delete_of_person(&self, id: &IdHash, person: &[PersonKey]) -> Result<bool, StoreError> {
        self.write()?.delete_of_person(id, person).await
    }

    async fn end_many(&self, whose: &Whose) -> Result<u64, StoreError> {
        self.write()?.end_many(whose).await
    }

    async fn end_for_issuer(
        &self,
        notice: &StateHash,
        notice_until: i64,
        named: &Named,
    ) -> Result<Option<u64>, StoreError> {
        self.write()?.end_for_issuer(notice, notice_until, named).await
    }

    async fn use_login_state(&self, state: &StateHash, expires_at: i64) -> Result<bool, StoreError> {
        self.write()?.use_login_state(state, expires_at).await
    }

    async fn purge(&self, now: i64, idle_since: i64) -> Result<u64, StoreError> {
        self.write()?.purge(now, idle_since).await
    }
}
