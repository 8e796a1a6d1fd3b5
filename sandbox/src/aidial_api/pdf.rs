//! The PDF of an invoice: one A4 page with its figures. May import `books` and `tenants`.

use jiff::civil::Date;
use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str};

use crate::{
    books::{
        amounts::Money,
        invoices::{Invoice, Line},
    },
    tenants::TenantSeed,
};

const WORDS: Name<'static> = Name(b"F1");
const FIGURES: Name<'static> = Name(b"F2");
const LEFT: f32 = 56.0;
const RIGHT: f32 = 539.0;
const SIZE: f32 = 10.0;
const LEADING: f32 = 16.0;

/// A page that is written from top to bottom.
struct Sheet {
    content: Content,
    y: f32,
}

/// Text in WinAnsi, which for the characters of a seed is Latin-1.
fn win_ansi(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}

impl Sheet {
    fn write(&mut self, font: Name<'_>, size: f32, x: f32, text: &str) {
        self.content.begin_text();
        self.content.set_font(font, size);
        self.content.next_line(x, self.y);
        self.content.show(Str(&win_ansi(text)));
        self.content.end_text();
    }

    /// Figures end at the right margin: Courier's characters are all 0.6 of the size wide.
    fn write_right(&mut self, text: &str) {
        #[expect(clippy::cast_precision_loss, reason = "a line of an invoice is short")]
        let width = text.chars().count() as f32 * SIZE * 0.6;
        self.write(FIGURES, SIZE, RIGHT - width, text);
    }

    fn row(&mut self, label: &str, figure: &str) {
        self.write(WORDS, SIZE, LEFT, label);
        self.write_right(figure);
        self.y -= LEADING;
    }

    fn rule(&mut self) {
        self.content.move_to(LEFT, self.y + LEADING * 0.6);
        self.content.line_to(RIGHT, self.y + LEADING * 0.6);
        self.content.stroke();
        self.y -= LEADING * 0.4;
    }
}

fn line_label(line: &Line) -> String {
    let quantity = line.quantity.and_then(|quantity| serde_json::to_string(&quantity).ok());
    match (quantity, line.unit, &line.rate) {
        (Some(quantity), Some(unit), Some(rate)) => {
            format!("{} ({quantity} {unit} x ${})", line.description, rate.per_unit)
        }
        _ => line.description.clone(),
    }
}

fn body(tenant: &TenantSeed, invoice: &Invoice) -> Content {
    let head = &invoice.head;
    let mut sheet = Sheet { content: Content::new(), y: 770.0 };
    sheet.write(WORDS, 20.0, LEFT, "Tax invoice");
    sheet.y -= 2.0 * LEADING;
    sheet.row("From", "AiDial Pty Ltd (sandbox)");
    sheet.row("To", tenant.name);
    let mut known = |label: &str, value: Option<String>| {
        if let Some(value) = value {
            sheet.row(label, &value);
        }
    };
    let date = |day: Option<Date>| day.map(|day| day.to_string());
    known("Invoice number", head.number.clone());
    known("Billing period", head.period.map(|period| format!("{} to {}", period.start, period.end)));
    known("Issued", date(head.issued_on));
    known("Due", date(head.due_on));
    known("Paid", date(head.paid_on));
    sheet.y -= LEADING;
    sheet.rule();
    for line in &invoice.lines {
        sheet.row(&line_label(line), &line.amount.text());
    }
    sheet.rule();
    let mut sum = |label: &str, amount: Option<Money>| {
        if let Some(amount) = amount {
            sheet.row(label, &amount.text());
        }
    };
    sum("Subtotal", head.subtotal);
    sum("GST 10 %", head.tax);
    sum("Total AUD", Some(head.total));
    sum("Amount paid", head.amount_paid);
    sum("Amount due", head.amount_due);
    sheet.content
}

pub(crate) fn invoice_pdf(tenant: &TenantSeed, invoice: &Invoice) -> Vec<u8> {
    let [catalog, pages, page, words, figures, content] = [1, 2, 3, 4, 5, 6].map(Ref::new);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let mut sheet = pdf.page(page);
    sheet.media_box(Rect::new(0.0, 0.0, 595.0, 842.0)).parent(pages).contents(content);
    sheet.resources().fonts().pair(WORDS, words).pair(FIGURES, figures);
    sheet.finish();
    pdf.type1_font(words).base_font(Name(b"Helvetica")).encoding_predefined(Name(b"WinAnsiEncoding"));
    pdf.type1_font(figures).base_font(Name(b"Courier")).encoding_predefined(Name(b"WinAnsiEncoding"));
    pdf.stream(content, &body(tenant, invoice).finish());
    pdf.finish()
}
