//! Billing email recipients, by role: masked for Client Admins with an explicit and audited reveal, a link for Client
//! Managers, a note for Partner Admins.

use crate::{
    api::recipients::recipients_card,
    model::{
        client_id::ClientId,
        panel::Panel,
        recipient::{Recipient, RecipientGroup, RecipientsCard},
    },
    pages::{
        posted::Posted,
        show_email::{ShowEmail, Shown, Whose},
    },
    paths,
    ui::{Card, Glyph, LinkButton, Notice, Reading, Tone, state_view},
    words,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize)]
struct Told {
    card: RecipientsCard,
    shown: Option<Shown>,
}

/// The card.
pub(super) fn card(client: Option<&ClientId>) -> AnyView {
    let client = client.cloned().map(String::from);
    let reading = Reading::new(async move {
        let card = recipients_card(client).await?;
        let shown = match Posted::here() {
            Some(form) => Shown::of_form(&form, Whose::Recipient).await,
            None => None,
        };
        Ok(Panel::Ready(Told { card, shown }))
    });
    view! {
        <Card labelled_by="recipients" class="recipients">
            <h2 id="recipients">"Billing email recipients"</h2>
            {state_view(reading, told)}
        </Card>
    }
    .into_any()
}

fn told(told: Told) -> AnyView {
    match told.card {
        RecipientsCard::Masked(groups) => masked(groups, told.shown),
        RecipientsCard::SettingsLink => view! {
            <p>
                "Who receives billing email is kept in "
                <a href=paths::TENANT_SETTINGS>"Settings > Tenant Settings"</a>
                "."
            </p>
        }
        .into_any(),
        RecipientsCard::ManagedByClientAdmins => view! { <p>{words::RECIPIENTS_OF_CLIENT}</p> }.into_any(),
    }
}

fn masked(groups: Vec<RecipientGroup>, shown: Option<Shown>) -> AnyView {
    let failed = shown.as_ref().and_then(Shown::trouble).map(|error| {
        let words = words::of_reveal(error.kind);
        view! { <Notice tone=Tone::Warn glyph=Glyph::Warning title=words.title body=words.body /> }
    });
    let groups = groups.into_iter().map(|of| group(of, shown.as_ref())).collect_view();
    view! {
        <p class="quiet">"Who receives email about billing. Showing an address is recorded."</p>
        {failed}
        <dl class="recipient-groups">{groups}</dl>
        <LinkButton href=paths::TENANT_SETTINGS>"Edit recipients"</LinkButton>
    }
    .into_any()
}

fn group(group: RecipientGroup, shown: Option<&Shown>) -> AnyView {
    let key = group.kind.key();
    let rows = if group.syncing {
        view! { <dd class="quiet">{words::RECIPIENTS_SYNCING}</dd> }.into_any()
    } else if group.recipients.is_empty() {
        view! { <dd class="quiet">"Nobody"</dd> }.into_any()
    } else {
        group.recipients.into_iter().map(|recipient| row(key, recipient, shown)).collect_view().into_any()
    };
    view! {
        <div class="recipient-group">
            <dt>{group.kind.label()}</dt>
            {rows}
        </div>
    }
    .into_any()
}

fn row(group: &'static str, recipient: Recipient, shown: Option<&Shown>) -> AnyView {
    let (id, masked) = (recipient.id.as_str().to_owned(), recipient.masked.as_str().to_owned());
    let address = shown.and_then(|shown| shown.address(group, &id)).map(str::to_owned);
    match address {
        Some(address) => view! { <dd class="recipient">{address}</dd> }.into_any(),
        None => view! {
            <dd>
                <form class="recipient" method="post" action=paths::INVOICES>
                    <ShowEmail whose=Whose::Recipient group=group.to_owned() id masked />
                </form>
            </dd>
        }
        .into_any(),
    }
}
