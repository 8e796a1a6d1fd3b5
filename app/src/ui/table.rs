//! A table that becomes a list of labelled lines where it would not fit. Roles are written out, since a table that is laid out
//! as a grid loses its own in some browsers.

use leptos::prelude::*;

/// Where a column's cells stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// At the start: words.
    #[default]
    Start,
    /// At the end: figures.
    End,
}

impl Align {
    const fn key(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::End => "end",
        }
    }
}

/// A column's head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What it says; on a narrow screen it stands before each cell.
    pub label: String,
    /// Where its cells stand.
    pub align: Align,
}

impl Column {
    /// A column of words.
    #[must_use]
    pub fn words(label: impl Into<String>) -> Self {
        Self { label: label.into(), align: Align::Start }
    }

    /// A column of figures.
    #[must_use]
    pub fn figures(label: impl Into<String>) -> Self {
        Self { label: label.into(), align: Align::End }
    }
}

/// A table with a caption.
#[component]
pub fn Table(
    /// What the table holds, for those who do not see the heading above it.
    #[prop(into)]
    caption: String,
    /// The columns.
    columns: Vec<Column>,
    /// A row's cells stand in the order of the columns.
    rows: Vec<Vec<AnyView>>,
) -> impl IntoView {
    let head = columns
        .iter()
        .map(|column| {
            view! {
                <th role="columnheader" scope="col" data-align=column.align.key()>
                    {column.label.clone()}
                </th>
            }
        })
        .collect_view();
    let body = rows
        .into_iter()
        .map(|cells| {
            let cells = columns
                .iter()
                .zip(cells)
                .map(|(column, cell)| {
                    view! {
                        <td role="cell" data-align=column.align.key() data-label=column.label.clone()>
                            {cell}
                        </td>
                    }
                })
                .collect_view();
            view! { <tr role="row">{cells}</tr> }
        })
        .collect_view();
    view! {
        <table class="table" role="table">
            <caption>{caption}</caption>
            <thead role="rowgroup">
                <tr role="row">{head}</tr>
            </thead>
            <tbody role="rowgroup">{body}</tbody>
        </table>
    }
    .into_any()
}
