//! Design parts; each has a stylesheet of the same name in `style/ui/`. No data access: a part is given what it shows.
//! May import the model's words and numbers, the paths and the router's location.

#![expect(unreachable_pub, reason = "the component macro writes a second, private function with the same visibility")]

mod badge;
mod bars;
mod breadcrumb;
mod button;
mod card;
mod choices;
mod contact_support;
mod error_state;
mod facts;
mod field;
mod figures_kept;
mod icon;
mod live_region;
mod meter;
mod moment;
mod money;
mod notice;
mod page_head;
mod pager;
mod reading;
mod refresh;
mod state_view;
mod still;
mod table;
mod tabs;
mod told;
mod tone;

pub use badge::Badge;
pub use bars::{Bar, Bars};
pub use breadcrumb::Breadcrumb;
pub use button::{Button, ButtonKind, LinkButton};
pub use card::Card;
pub use choices::choices;
pub use contact_support::{ContactSupport, SupportEmail, contact_support_href};
pub use error_state::{empty_state, error_page, error_state, error_state_in, message_page};
pub use facts::{Fact, Facts};
pub use field::{Choice, Field};
use figures_kept::figures_kept;
pub use icon::{Glyph, Icon};
pub use live_region::{Announced, LiveRegion};
pub use meter::{Meter, Share};
pub use moment::{Day, Instant};
pub use money::{amount, price};
pub use notice::Notice;
pub use page_head::PageHead;
pub use pager::Pager;
pub use reading::{Answer, Reading, Shown};
pub use refresh::{RefreshControl, here};
pub use state_view::{aside, part_view, state_view};
pub use still::still;
pub use table::{Align, Cell, Column, Direction, Row, Sort, Table};
pub use tabs::{Tab, Tabs};
pub use told::Told;
pub use tone::Tone;
