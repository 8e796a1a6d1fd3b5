//! A table that becomes a list of labelled lines where it would not fit. Roles are written out, since a table that is laid out
//! as a grid loses its own in some browsers.

use super::{
    Glyph, Icon,
    still::{write_still, written},
};
use html_escape::{encode_double_quoted_attribute, encode_text};
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
    /// How its head orders the table, when it does.
    pub sort: Option<Sort>,
}

/// What a column's head does to the order of the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The address of the table in the order that the head offers.
    pub href: String,
    /// How the rows are ordered by this column now, when they are.
    pub now: Option<Direction>,
}

/// Which way rows are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest, or first in the alphabet, first.
    Ascending,
    /// Largest, or last in the alphabet, first.
    Descending,
}

impl Direction {
    /// The value of `aria-sort`.
    const fn key(self) -> &'static str {
        match self {
            Self::Ascending => "ascending",
            Self::Descending => "descending",
        }
    }
}

impl Column {
    /// A column of words.
    #[must_use]
    pub fn words(label: impl Into<String>) -> Self {
        Self { label: label.into(), align: Align::Start, sort: None }
    }

    /// A column of figures.
    #[must_use]
    pub fn figures(label: impl Into<String>) -> Self {
        Self { label: label.into(), align: Align::End, sort: None }
    }

    /// The same column with a head that orders the table.
    #[must_use]
    pub fn sorted(self, sort: Sort) -> Self {
        Self { sort: Some(sort), ..self }
    }
}

/// What stands in a cell.
pub enum Cell {
    /// Text alone, as in most.
    Text(String),
    /// Anything else that waits for nothing.
    View(AnyView),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<AnyView> for Cell {
    fn from(view: AnyView) -> Self {
        Self::View(view)
    }
}

/// A row.
pub struct Row {
    key: String,
    cells: Vec<Cell>,
    below: Option<AnyView>,
}

impl Row {
    /// A row of cells in the order of the columns; `key` tells it from the others of the table, so that the hydrated page
    /// knows it again after a turn.
    #[must_use]
    pub fn new(key: impl Into<String>, cells: impl IntoIterator<Item = impl Into<Cell>>) -> Self {
        Self { key: key.into(), cells: cells.into_iter().map(Into::into).collect(), below: None }
    }

    /// The same with what is opened below it, if anything is.
    #[must_use]
    pub fn opened(self, below: Option<AnyView>) -> Self {
        Self { below, ..self }
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
    /// The rows.
    rows: Vec<Row>,
) -> impl IntoView {
    let head = columns
        .iter()
        .map(|column| {
            let now = column.sort.as_ref().and_then(|sort| sort.now).map(Direction::key);
            view! {
                <th role="columnheader" scope="col" data-align=column.align.key() aria-sort=now>
                    {head(column)}
                </th>
            }
        })
        .collect_view();
    let opened: Vec<_> = columns
        .iter()
        .map(|column| {
            let (align, label) = (column.align.key(), encode_double_quoted_attribute(&column.label));
            format!("<td role=\"cell\" data-align=\"{align}\" data-label=\"{label}\">")
        })
        .collect();
    let body = rows
        .into_iter()
        .map(|Row { key, cells, below }| {
            let mut row = format!("<tr role=\"row\" data-key=\"{}\">", encode_double_quoted_attribute(&key));
            for (opened, cell) in opened.iter().zip(cells) {
                row += opened;
                match cell {
                    Cell::Text(text) => row += &encode_text(&text),
                    Cell::View(view) => write_still(&mut row, view),
                }
                row += "</td>";
            }
            row += "</tr>";
            let below = below.map(|below| {
                view! {
                    <tr class="table-below" role="row" data-key=format!("{key} opened")>
                        <td role="cell" colspan=columns.len().to_string()>
                            {below}
                        </td>
                    </tr>
                }
            });
            view! {
                {written(row)}
                {below}
            }
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

/// A column's label, as a link where it orders the table.
fn head(column: &Column) -> AnyView {
    let Some(sort) = column.sort.clone() else { return column.label.clone().into_any() };
    let arrow = sort.now.map(|now| {
        view! {
            <span class="table-arrow" data-direction=now.key()>
                <Icon glyph=Glyph::ArrowUp />
            </span>
        }
    });
    view! {
        <a class="table-sort" href=sort.href>
            {column.label.clone()}
            {arrow}
        </a>
    }
    .into_any()
}
