//! Where a page is: the way back to what it was opened from.

use leptos::prelude::*;

/// The page above, this page, and what else stands on the line.
#[component]
pub fn Breadcrumb(
    /// What the page above is called.
    above: &'static str,
    /// Where it is.
    href: &'static str,
    /// What this page is called.
    here: String,
    /// What stands at the end of the line.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="breadcrumb">
            <nav aria-label="Breadcrumb">
                <ol>
                    <li>
                        <a href=href>{above}</a>
                    </li>
                    <li aria-current="page">{here}</li>
                </ol>
            </nav>
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}
