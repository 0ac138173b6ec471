//! Names in a store's list that the library takes for none, and for which it would refuse the whole list: whoever may write
//! there could stop everybody with a single one.

use std::ops::Range;

use object_store::path::Path;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::Event;
use reqwest::Url;

/// The entries of lists, each with the element that has its name: of S3 and Google, of Azure, of `WebDAV`.
const ENTRIES: [(&[u8], &[u8]); 5] = [
    (b"Contents", b"Key"),
    (b"CommonPrefixes", b"Prefix"),
    (b"Blob", b"Name"),
    (b"BlobPrefix", b"Name"),
    (b"response", HREF),
];
/// A name that is an address.
const HREF: &[u8] = b"href";
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Names that were taken out of a list, as far as they can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Odd(pub(super) Vec<String>);

/// An entry that has begun.
struct Entry {
    begin: usize,
    depth: usize,
    /// What its name is called.
    called: &'static [u8],
    /// Where the name begins, and where it ends once it has.
    from: Option<usize>,
    name: Option<Range<usize>>,
}

/// Takes the entries with such names out of a whole list, which was asked for at that address.
pub(super) fn take_out(address: &str, list: &mut Vec<u8>) -> Odd {
    let skipped = if list.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    let found = odd(Url::parse(address).ok().as_ref(), &list[skipped..]);
    let (mut kept, mut at) = (Vec::new(), 0);
    for (range, _) in &found {
        kept.extend_from_slice(&list[at..skipped + range.start]);
        at = skipped + range.end;
    }
    if at > 0 {
        kept.extend_from_slice(&list[at..]);
        *list = kept;
    }
    Odd(found.into_iter().map(|(_, name)| name).collect())
}

/// Where such entries stand, and their names.
fn odd(base: Option<&Url>, list: &[u8]) -> Vec<(Range<usize>, String)> {
    let mut reader = Reader::from_reader(list);
    let (mut found, mut depth, mut entry) = (Vec::new(), 0_usize, None::<Entry>);
    loop {
        let before = position(&reader);
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                depth += 1;
                let is = |name: &[u8]| element.local_name().as_ref() == name;
                match &mut entry {
                    Some(open) if depth == open.depth + 1 && is(open.called) => open.from = Some(position(&reader)),
                    Some(_) => {}
                    None => {
                        let begun = ENTRIES.into_iter().find(|(entry, _)| is(entry));
                        entry = begun.map(|(_, called)| Entry { begin: before, depth, called, from: None, name: None });
                    }
                }
            }
            Ok(Event::End(_)) => {
                if let Some(open) = &mut entry
                    && depth == open.depth + 1
                    && open.name.is_none()
                {
                    open.name = open.from.map(|from| from..before);
                }
                if let Some(Entry { begin, called, name, .. }) = entry.take_if(|open| open.depth == depth)
                    && let Some(name) = name.and_then(|name| refused(base, called, &list[name]))
                {
                    found.push((begin..position(&reader), name));
                }
                depth = depth.saturating_sub(1);
            }
            // That it is whole was seen before.
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// What an entry is called, if the library takes that for no name.
fn refused(base: Option<&Url>, called: &[u8], written: &[u8]) -> Option<String> {
    let readable = || String::from_utf8_lossy(written).into_owned();
    let Some(name) = std::str::from_utf8(written).ok().and_then(|written| unescape(written).ok()) else {
        return Some(readable());
    };
    let is_taken = if called == HREF {
        let url = Url::options().base_url(base).parse(&name);
        url.is_ok_and(|url| Path::from_url_path(url.path()).is_ok())
    } else {
        Path::parse(&name).is_ok()
    };
    (!is_taken).then(|| name.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(list: &str, odd: &[&str], left: &str) {
        let mut bytes = list.as_bytes().to_vec();
        let found = take_out("http://lake.example/cells", &mut bytes);
        assert_eq!(
            (found.0.as_slice(), String::from_utf8(bytes).unwrap().as_str()),
            (odd.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>().as_slice(), left)
        );
    }

    #[test]
    fn a_list_in_which_all_names_are_names_stays_as_it_is() {
        for list in [
            "<ListBucketResult/>",
            "<ListBucketResult><Prefix>a//b</Prefix><Contents><Key>a/b.csv</Key><Size>1</Size></Contents>\
             <CommonPrefixes><Prefix>a/c/</Prefix></CommonPrefixes></ListBucketResult>",
            "\u{feff}<EnumerationResults><Blobs><Blob><Name>a&amp;b</Name><Metadata><Name>//</Name></Metadata></Blob>\
             <BlobPrefix><Name>c/</Name></BlobPrefix></Blobs><NextMarker/></EnumerationResults>",
            "<D:multistatus xmlns:D=\"DAV:\"><D:response><D:href>/</D:href></D:response><D:response>\
             <D:href>http://lake.example/cells/%C3%BC%20b.csv</D:href></D:response></D:multistatus>",
        ] {
            check(list, &[], list);
        }
    }

    #[test]
    fn of_s3_and_google_files_and_folders_with_no_names_are_taken_out() {
        check(
            "<?xml version=\"1.0\"?>\n<ListBucketResult><Contents><Key>cells//x</Key><Size>1</Size></Contents> <Contents>\
             <Size>2</Size><Key>cells/a</Key></Contents><Contents><Key>cells/&#10;&amp;</Key></Contents><CommonPrefixes>\
             <Prefix>cells/../</Prefix></CommonPrefixes><IsTruncated>false</IsTruncated></ListBucketResult>",
            &["cells//x", "cells/\n&", "cells/../"],
            "<?xml version=\"1.0\"?>\n<ListBucketResult> <Contents><Size>2</Size><Key>cells/a</Key></Contents>\
             <IsTruncated>false</IsTruncated></ListBucketResult>",
        );
    }

    #[test]
    fn of_azure_they_are_taken_out_after_a_byte_order_mark_too() {
        check(
            "\u{feff}<EnumerationResults><Blobs><Blob><Name>a</Name></Blob><Blob><Name>a/./b</Name><Properties/></Blob>\
             <BlobPrefix><Name>a//</Name></BlobPrefix></Blobs></EnumerationResults>",
            &["a/./b", "a//"],
            "\u{feff}<EnumerationResults><Blobs><Blob><Name>a</Name></Blob></Blobs></EnumerationResults>",
        );
    }

    #[test]
    fn of_webdav_names_that_are_no_text_are_taken_out() {
        check(
            "<D:multistatus><D:response><D:href>/cells/</D:href></D:response><D:response><D:href>/cells/%FCber</D:href>\
             <D:propstat/></D:response><D:response><D:href>/cells/%01</D:href></D:response></D:multistatus>",
            &["/cells/%FCber", "/cells/%01"],
            "<D:multistatus><D:response><D:href>/cells/</D:href></D:response></D:multistatus>",
        );
    }
}
