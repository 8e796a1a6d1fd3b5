//! An archive whose bytes are taken away while it is written, so that it is never in memory as a whole. Entries are stored
//! as they are: PDFs are compressed inside.

use axum::body::Bytes;
use std::{
    io::{self, Write},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions, write::StreamWriter};

/// An archive under way.
pub(super) struct ZipStream {
    /// None once it is finished.
    zip: Option<ZipWriter<StreamWriter<Written>>>,
    written: Written,
    options: SimpleFileOptions,
    entry: u64,
}

impl ZipStream {
    /// An empty archive whose entries are dated `now`, on the reader's clock as ZIP has it.
    pub(super) fn new(now: jiff::civil::DateTime) -> Self {
        let part = |value: i8| u8::try_from(value).unwrap_or_default();
        let date = u16::try_from(now.year()).ok().and_then(|year| {
            let (month, day) = (part(now.month()), part(now.day()));
            DateTime::from_date_and_time(year, month, day, part(now.hour()), part(now.minute()), part(now.second()))
                .ok()
        });
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(date.unwrap_or_default())
            .unix_permissions(0o600);
        let written = Written::default();
        Self { zip: Some(ZipWriter::new_stream(written.clone())), written, options, entry: 0 }
    }

    /// Begins the next entry.
    pub(super) fn begin(&mut self, name: &str) -> io::Result<()> {
        let options = self.options;
        self.entry = 0;
        self.open()?.start_file(name, options).map_err(io::Error::other)
    }

    /// Adds to the entry.
    pub(super) fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        self.entry = self.entry.saturating_add(piece.len() as u64);
        self.open()?.write_all(piece)
    }

    /// Bytes of the entry so far.
    pub(super) const fn entry_bytes(&self) -> u64 {
        self.entry
    }

    /// Ends the archive.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        match self.zip.take() {
            Some(zip) => zip.finish().map(drop).map_err(io::Error::other),
            None => Ok(()),
        }
    }

    /// What was written since the last time.
    pub(super) fn take(&self) -> Bytes {
        std::mem::take(&mut *self.written.lock()).into()
    }

    fn open(&mut self) -> io::Result<&mut ZipWriter<StreamWriter<Written>>> {
        self.zip.as_mut().ok_or_else(|| io::Error::other("the archive is finished"))
    }
}

/// Bytes that wait to be taken.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Read};
    use zip::ZipArchive;

    #[test]
    fn what_is_taken_piece_by_piece_is_a_whole_archive() {
        let mut stream = ZipStream::new(jiff::civil::date(2026, 11, 24).at(9, 30, 0, 0));
        let mut bytes = Vec::new();
        for (name, pieces) in [("a.pdf", &["%PDF-", "1.7"][..]), ("b.txt", &[]), ("c.pdf", &["x"; 1_000])] {
            stream.begin(name).unwrap();
            for piece in pieces {
                stream.write(piece.as_bytes()).unwrap();
                bytes.extend_from_slice(&stream.take());
            }
        }
        assert_eq!(stream.entry_bytes(), 1_000);
        stream.finish().unwrap();
        bytes.extend_from_slice(&stream.take());
        assert!(stream.begin("late").is_err());
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let names: Vec<_> = archive.file_names().map(str::to_owned).collect();
        assert_eq!(names, ["a.pdf", "b.txt", "c.pdf"]);
        let mut text = String::new();
        archive.by_name("a.pdf").unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "%PDF-1.7");
        assert_eq!(archive.by_name("c.pdf").unwrap().last_modified().unwrap().year(), 2026);
    }

    #[test]
    fn a_year_that_zip_cannot_have_is_no_fault() {
        let mut stream = ZipStream::new(jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0));
        stream.begin("a").unwrap();
        stream.finish().unwrap();
        assert!(ZipArchive::new(Cursor::new(stream.take().to_vec())).is_ok());
    }
}
