//! Whether an answer to a request for a list is one: to the library any XML that it does not know is an empty folder, such as
//! the page of a hotel's network or a store's apology.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody, HttpService,
};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use reqwest::header::RETRY_AFTER;
use tokio::time::timeout;

use super::client::Caller;
use super::limits::Limits;
use super::odd::take_out;

/// Most servers list some hundred files at a time; those of `WebDAV` a whole folder, with up to a kilobyte a file, and a week
/// of ten thousand kiosks has thirty thousand.
const LIST_MOST: usize = 64 << 20;

/// So much of an answer that says no is read: the library holds all of it, and puts it into words.
const APOLOGY_MOST: usize = 16 << 10;

/// Connects by a [`Caller`], waits as long as it may take, and lets no answer pass for a list that is none. Names of which
/// the library makes no path are taken out of lists, and told beside them as [`super::odd::Odd`].
#[derive(Debug, Clone)]
pub(super) struct Connector {
    pub(super) caller: Caller,
    /// Where it leaves how many seconds the last answer asked to wait; 0 if it did not.
    pub(super) wait: Arc<AtomicU32>,
}

impl HttpConnector for Connector {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let Self { caller, wait } = self;
        let asks = caller.client(options, Some(caller.limits.silence))?;
        let (sends, wait) = (caller.client(options, None)?, Arc::clone(wait));
        Ok(HttpClient::new(Checked { asks, sends, limits: caller.limits, wait }))
    }
}

#[derive(Debug)]
struct Checked {
    /// Waits for the next bytes of an answer, from the moment on at which it asked.
    asks: HttpClient,
    /// What is sent may take longer before an answer begins.
    sends: HttpClient,
    limits: Limits,
    wait: Arc<AtomicU32>,
}

impl Checked {
    async fn answer(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        if request.body().content_length() == 0 {
            return self.asks.execute(request).await;
        }
        let limit = self.limits.of_sending(request.body().content_length());
        let answer = timeout(limit, self.sends.execute(request)).await;
        answer.unwrap_or_else(|elapsed| Err(HttpError::new(HttpErrorKind::Timeout, elapsed)))
    }
}

impl HttpService for Checked {
    fn call<'s, 'f>(&'s self, request: HttpRequest) -> BoxFuture<'f, Result<HttpResponse, HttpError>>
    where
        's: 'f,
        Self: 'f,
    {
        Box::pin(async move {
            let root = root(request.method().as_str(), request.uri().query());
            let address = request.uri().to_string();
            let answer = self.answer(request).await?;
            let is_success = answer.status().is_success();
            // A date would have to be held against a clock that may be wrong.
            let wait = answer.headers().get(RETRY_AFTER).and_then(|wait| wait.to_str().ok()?.trim().parse().ok());
            self.wait.store(wait.filter(|_| !is_success).unwrap_or(0), Ordering::Relaxed);
            let (mut head, body) = answer.into_parts();
            if !is_success {
                return Ok(HttpResponse::from_parts(head, beginning(body).await.into()));
            }
            let Some(root) = root else { return Ok(HttpResponse::from_parts(head, body)) };
            let mut list = collect(body).await?;
            check(root, &list).map_err(unreadable)?;
            head.extensions.insert(take_out(&address, &mut list));
            Ok(HttpResponse::from_parts(head, list.into()))
        })
    }
}

/// The outermost element of the list that a request asks for; none if it asks for something else.
fn root(method: &str, query: Option<&str>) -> Option<&'static str> {
    let asks = |part: &str| query.is_some_and(|query| query.split('&').any(|other| other == part));
    match method {
        // Google's is that of S3.
        "GET" if asks("list-type=2") => Some("ListBucketResult"),
        "GET" if asks("comp=list") => Some("EnumerationResults"),
        "PROPFIND" => Some("multistatus"),
        _ => None,
    }
}

/// Why an answer is no list.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum NoList {
    #[error("it is something else")]
    Other,
    #[error("it has more than {LIST_MOST} bytes")]
    TooLong,
    #[error("it ends in the middle")]
    CutOff,
    #[error("it is a part, and does not say how it goes on")]
    Part,
}

fn unreadable(why: NoList) -> HttpError {
    HttpError::new(HttpErrorKind::Decode, why)
}

/// What an answer begins with; whatever becomes of the rest of it, its status has told what there is to know.
async fn beginning(body: HttpResponseBody) -> String {
    let mut begun = Vec::new();
    let mut parts = body.bytes_stream();
    while begun.len() < APOLOGY_MOST
        && let Some(Ok(part)) = parts.next().await
    {
        begun.extend_from_slice(&part[..part.len().min(APOLOGY_MOST - begun.len())]);
    }
    // What is no text is none to the library either, which would tell of that and not of the status.
    String::from_utf8_lossy(&begun).into_owned()
}

async fn collect(body: HttpResponseBody) -> Result<Vec<u8>, HttpError> {
    let mut list = Vec::new();
    let mut parts = body.bytes_stream();
    while let Some(part) = parts.next().await {
        let part = part?;
        if list.len() + part.len() > LIST_MOST {
            return Err(unreadable(NoList::TooLong));
        }
        list.extend_from_slice(&part);
    }
    Ok(list)
}

/// Whether it is one whole list; what its parts say is for the library.
fn check(root: &str, list: &[u8]) -> Result<(), NoList> {
    let mut reader = Reader::from_reader(list);
    let (mut depth, mut begun) = (0_usize, false);
    // Of S3 and Google: whether there is more, and whether it says what to ask for then.
    let (mut within, mut is_part, mut goes_on) = (Vec::new(), false, false);
    loop {
        match reader.read_event().map_err(|_| NoList::CutOff)? {
            Event::Start(element) | Event::Empty(element) if depth == 0 && (begun || !is(root, &element)) => {
                return Err(NoList::Other);
            }
            Event::Start(element) => {
                begun = true;
                depth += 1;
                within = element.local_name().as_ref().to_vec();
            }
            Event::Empty(_) => begun = true,
            Event::End(_) => {
                depth -= 1;
                within.clear();
            }
            Event::Text(text) if depth == 2 => {
                is_part |= within == b"IsTruncated" && text.trim_ascii() == b"true";
                goes_on |= within == b"NextContinuationToken" && !text.trim_ascii().is_empty();
            }
            Event::Eof if !begun => return Err(NoList::Other),
            Event::Eof if depth > 0 => return Err(NoList::CutOff),
            Event::Eof if is_part && !goes_on => return Err(NoList::Part),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// Whether an element is called so, in whatever namespace.
fn is(name: &str, element: &BytesStart<'_>) -> bool {
    element.local_name().as_ref() == name.as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const S3: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>lake</Name><IsTruncated>false</IsTruncated>
<Contents><Key>cells/a</Key><Size>3</Size></Contents></ListBucketResult>
"#;
    const AZURE: &str = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ServiceEndpoint=\"https://x/\"><Blobs />\
         <NextMarker /></EnumerationResults>";
    const WEBDAV: &str = r#"<?xml version="1.0"?><!-- a server's own --><D:multistatus xmlns:D="DAV:"><D:response><D:href>/</D:href>
</D:response></D:multistatus>"#;

    #[test]
    fn requests_for_lists_are_told_from_all_others() {
        assert_eq!(root("GET", Some("delimiter=%2F&list-type=2&prefix=a")), Some("ListBucketResult"));
        assert_eq!(root("GET", Some("restype=container&comp=list")), Some("EnumerationResults"));
        assert_eq!(root("PROPFIND", None), Some("multistatus"));
        for (method, query) in [("GET", None), ("GET", Some("prefix=list-type=2")), ("PUT", Some("comp=blocklist"))] {
            assert_eq!(root(method, query), None, "{method} {query:?}");
        }
    }

    #[test]
    fn a_list_of_each_kind_of_store_is_one_empty_or_not() {
        for (root, list) in [("ListBucketResult", S3), ("EnumerationResults", AZURE), ("multistatus", WEBDAV)] {
            assert_eq!(check(root, list.as_bytes()), Ok(()), "{root}");
            assert_eq!(check(root, format!("<{root}/>").as_bytes()), Ok(()), "{root}");
        }
    }

    #[test]
    fn anything_else_is_no_list_of_any_store() {
        let page = "<!DOCTYPE html>\n<html><head><title>Hotel</title></head><body><p>Welcome</p></body></html>";
        let error = "<?xml version=\"1.0\"?><Error><Code>InternalError</Code></Error>";
        let twice = "<ListBucketResult/><ListBucketResult/>";
        for other in ["", " \n", "<hotel/>", "welcome", page, error, twice, "{\"items\": []}"] {
            for root in ["ListBucketResult", "EnumerationResults", "multistatus"] {
                assert_eq!(check(root, other.as_bytes()), Err(NoList::Other), "{root}: {other}");
            }
        }
        assert_eq!(check("multistatus", S3.as_bytes()), Err(NoList::Other));
    }

    #[test]
    fn half_a_list_is_none_wherever_it_was_cut_off() {
        for (root, list) in [("ListBucketResult", S3), ("EnumerationResults", AZURE), ("multistatus", WEBDAV)] {
            let list = list.trim_end();
            for length in 0..list.len() {
                assert!(check(root, &list.as_bytes()[..length]).is_err(), "{root}: {length}");
            }
        }
    }

    #[test]
    fn a_part_of_a_list_says_how_it_goes_on_or_is_refused() {
        let part = S3.replace("false", "true");
        assert_eq!(check("ListBucketResult", part.as_bytes()), Err(NoList::Part));
        let token = "</IsTruncated><NextContinuationToken>a</NextContinuationToken>";
        assert_eq!(check("ListBucketResult", part.replace("</IsTruncated>", token).as_bytes()), Ok(()));
        let empty = token.replace(">a<", "><");
        assert_eq!(check("ListBucketResult", part.replace("</IsTruncated>", &empty).as_bytes()), Err(NoList::Part));
    }
}
