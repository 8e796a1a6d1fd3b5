//! Who holds which role now, who is suspended, and which clients a partner has: the seed with the changes made to it.
//! May import `people` and `store`.

use std::{collections::BTreeSet, sync::Arc};

use parking_lot::RwLock;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    people::{Home, PARTNERS, PEOPLE, PartnerSeed, PersonSeed, RoleClaim},
    store::{Store, StoreError},
};

const PERSON: &str = "person";
const ASSIGNMENT: &str = "assignment";
const TENANT: &str = "tenant";

#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) seed: &'static PersonSeed,
    pub(crate) role: RoleClaim,
    pub(crate) suspended: bool,
    pub(crate) mfa_required: bool,
    pub(crate) mfa_satisfied: bool,
}

/// Where a person stands in the directory; good for the life of the sandbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PersonKey(usize);

#[derive(Serialize, Deserialize)]
struct KeptPerson {
    /// An array of none or one, because a role can be absent and can be null.
    role: Vec<Value>,
    suspended: bool,
    mfa_required: bool,
    mfa_satisfied: bool,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    value: bool,
}

pub(crate) struct Directory {
    people: RwLock<Vec<Arc<Person>>>,
    assignments: RwLock<BTreeSet<(String, String)>>,
    suspended_tenants: RwLock<BTreeSet<String>>,
}

fn seeded_people() -> Vec<Arc<Person>> {
    let seeded = |seed: &'static PersonSeed| {
        let mfa_required = matches!(seed.home, Home::Partner(_));
        Arc::new(Person {
            seed,
            role: seed.role_claim(),
            suspended: seed.suspended,
            mfa_required,
            mfa_satisfied: mfa_required && !seed.mfa_missing,
        })
    };
    PEOPLE.iter().map(seeded).collect()
}

fn seeded_assignments() -> BTreeSet<(String, String)> {
    PARTNERS
        .iter()
        .flat_map(|partner| partner.assigned.iter().map(|client| (partner.id.to_owned(), (*client).to_owned())))
        .collect()
}

impl Directory {
    pub(crate) async fn load(store: &Store) -> Result<Self, StoreError> {
        let mut people = seeded_people();
        for (id, kept) in store.all::<KeptPerson>(PERSON).await? {
            if let Some(place) = people.iter_mut().find(|person| person.seed.id == id) {
                *place = Arc::new(Person {
                    seed: place.seed,
                    role: RoleClaim::from_json(kept.role.into_iter().next()),
                    suspended: kept.suspended,
                    mfa_required: kept.mfa_required,
                    mfa_satisfied: kept.mfa_satisfied,
                });
            }
        }
        let mut assignments = seeded_assignments();
        for (id, kept) in store.all::<Kept>(ASSIGNMENT).await? {
            if let Some((partner, client)) = id.split_once('/') {
                let pair = (partner.to_owned(), client.to_owned());
                if kept.value {
                    assignments.insert(pair);
                } else {
                    assignments.remove(&pair);
                }
            }
        }
        let suspended =
            store.all::<Kept>(TENANT).await?.into_iter().filter(|(_, kept)| kept.value).map(|(id, _)| id).collect();
        Ok(Self {
            people: RwLock::new(people),
            assignments: RwLock::new(assignments),
            suspended_tenants: RwLock::new(suspended),
        })
    }

    pub(crate) async fn reset(&self, store: &Store) -> Result<(), StoreError> {
        for kind in [PERSON, ASSIGNMENT, TENANT] {
            store.forget(kind).await?;
        }
        *self.people.write() = seeded_people();
        *self.assignments.write() = seeded_assignments();
        self.suspended_tenants.write().clear();
        Ok(())
    }

    pub(crate) fn everyone(&self) -> Vec<Arc<Person>> {
        self.people.read().clone()
    }

    pub(crate) fn person(&self, key: PersonKey) -> Option<Arc<Person>> {
        self.people.read().get(key.0).cloned()
    }

    /// By id, or by email address whatever its case.
    pub(crate) fn find(&self, id_or_email: &str) -> Option<PersonKey> {
        self.people
            .read()
            .iter()
            .position(|person| person.seed.id == id_or_email || person.seed.email.eq_ignore_ascii_case(id_or_email))
            .map(PersonKey)
    }

    /// Change a person; `None` when there is no such one.
    pub(crate) async fn change(
        &self,
        store: &Store,
        id_or_email: &str,
        change: impl FnOnce(&mut Person) + Send,
    ) -> Result<Option<Arc<Person>>, StoreError> {
        let Some(key) = self.find(id_or_email) else { return Ok(None) };
        let changed = {
            let mut people = self.people.write();
            let Some(place) = people.get_mut(key.0) else { return Ok(None) };
            change(Arc::make_mut(place));
            Arc::clone(place)
        };
        let kept = KeptPerson {
            role: changed.role.to_json().into_iter().collect(),
            suspended: changed.suspended,
            mfa_required: changed.mfa_required,
            mfa_satisfied: changed.mfa_satisfied,
        };
        store.put(PERSON, changed.seed.id, &kept).await?;
        Ok(Some(changed))
    }

    pub(crate) fn is_assigned(&self, partner: &str, client: &str) -> bool {
        self.assignments.read().iter().any(|(p, c)| p == partner && c == client)
    }

    /// Client ids, in alphabetical order.
    pub(crate) fn assigned_to(&self, partner: &str) -> Vec<String> {
        self.assignments.read().iter().filter(|(p, _)| p == partner).map(|(_, client)| client.clone()).collect()
    }

    pub(crate) async fn assign(
        &self,
        store: &Store,
        partner: &str,
        client: &str,
        assigned: bool,
    ) -> Result<(), StoreError> {
        let pair = (partner.to_owned(), client.to_owned());
        let id = format!("{partner}/{client}");
        if assigned {
            self.assignments.write().insert(pair);
        } else {
            self.assignments.write().remove(&pair);
        }
        store.put(ASSIGNMENT, &id, &Kept { value: assigned }).await
    }

    pub(crate) fn tenant_is_suspended(&self, tenant: &str) -> bool {
        self.suspended_tenants.read().contains(tenant)
    }

    pub(crate) async fn suspend_tenant(&self, store: &Store, tenant: &str, suspended: bool) -> Result<(), StoreError> {
        if suspended {
            self.suspended_tenants.write().insert(tenant.to_owned());
        } else {
            self.suspended_tenants.write().remove(tenant);
        }
        store.put(TENANT, tenant, &Kept { value: suspended }).await
    }
}

pub(crate) fn partner(id: &str) -> Option<&'static PartnerSeed> {
    PARTNERS.iter().find(|partner| partner.id == id)
}
