//! Reads settings one by one and remembers every fault, so that all are reported together. Imports the table.

use super::table::Setting;
use std::{fmt, fs::File, io::Read as _};

/// Largest secret file, in bytes.
const FILE_MAX: u64 = 64 * 1024;

/// What was expected of a value. Never holds the value itself.
pub(super) type Expected = String;

/// A setting that cannot be used, and what is expected of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The setting.
    pub setting: &'static str,
    /// What is expected; never the value.
    pub expected: String,
}

/// Everything that is wrong with the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsError {
    /// The faults, in the order of the table; never empty.
    pub faults: Vec<Fault>,
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the settings cannot be used:")?;
        self.faults.iter().try_for_each(|fault| write!(f, "\n  {}: {}", fault.setting, fault.expected))
    }
}

impl std::error::Error for SettingsError {}

/// Where values come from.
pub(super) struct Reader<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
    faults: Vec<Fault>,
    /// Whether the development defaults apply.
    pub(super) development: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(lookup: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { lookup, faults: Vec::new(), development: true }
    }

    /// The value of `setting` made a `T`; none when there is a fault, which is then remembered.
    pub(super) fn read<T>(&mut self, setting: &Setting, parse: impl FnOnce(&str) -> Result<T, Expected>) -> Option<T> {
        match self.raw(setting) {
            Ok(Some(text)) => self.parsed(setting, &text, parse),
            Ok(None) => {
                self.fault(setting, "is required and not set".to_owned());
                None
            }
            Err(()) => None,
        }
    }

    /// As [`Reader::read`], for a setting that may stay unset: `Some(None)` then.
    #[expect(clippy::option_option, reason = "a fault, nothing set and a value are three outcomes")]
    pub(super) fn read_optional<T>(
        &mut self,
        setting: &Setting,
        parse: impl FnOnce(&str) -> Result<T, Expected>,
    ) -> Option<Option<T>> {
        match self.raw(setting) {
            Ok(Some(text)) => self.parsed(setting, &text, parse).map(Some),
            Ok(None) => Some(None),
            Err(()) => None,
        }
    }

    /// Remembers a fault.
    pub(super) fn fault(&mut self, setting: &Setting, expected: String) {
        self.faults.push(Fault { setting: setting.name, expected });
    }

    /// The end of reading: `whole` when nothing was wrong.
    pub(super) fn finish<T>(self, whole: Option<T>) -> Result<T, SettingsError> {
        match whole {
            Some(whole) if self.faults.is_empty() => Ok(whole),
            Some(_) | None => Err(SettingsError { faults: self.faults }),
        }
    }

    fn parsed<T>(
        &mut self,
        setting: &Setting,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, Expected>,
    ) -> Option<T> {
        parse(text).map_err(|expected| self.fault(setting, expected)).ok()
    }

    /// The text of `setting`: from the environment, from its file, or its default. Blank counts as unset, as deployment
    /// files often leave it so.
    fn raw(&mut self, setting: &Setting) -> Result<Option<String>, ()> {
        let own = self.lookup(setting.name);
        let file = if setting.secret { self.lookup(&format!("{}_FILE", setting.name)) } else { None };
        let given = match (own, file) {
            (Some(_), Some(_)) => {
                self.fault(setting, format!("is set twice: use either it or {}_FILE", setting.name));
                return Err(());
            }
            (Some(own), None) => Some(own),
            (None, Some(path)) => match secret_file(&path) {
                Some(text) => Some(text),
                None => {
                    self.fault(
                        setting,
                        format!("{}_FILE must name a readable text file of at most 64 KiB", setting.name),
                    );
                    return Err(());
                }
            },
            (None, None) => None,
        };
        let default = if self.development { setting.development } else { setting.production };
        Ok(given.or_else(|| default.map(str::to_owned)))
    }

    fn lookup(&self, name: &str) -> Option<String> {
        (self.lookup)(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }
}

fn secret_file(path: &str) -> Option<String> {
    let mut text = String::new();
    let read = File::open(path).ok()?.take(FILE_MAX + 1).read_to_string(&mut text).ok()?;
    let text = text.trim().to_owned();
    (read as u64 <= FILE_MAX && !text.is_empty()).then_some(text)
}
