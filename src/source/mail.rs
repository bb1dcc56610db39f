//! Mail (RFC 5322 with MIME): newsletters and releases, an article a message.

use jiff::civil::Date;
use mail_parser::MessageParser;

use super::html::fragment_text;
use super::{Record, blocks::one_line, skip};
use crate::article::Article;

/// Header names of which a message has several among its first.
const HEADERS: [&str; 12] = [
    "from:",
    "to:",
    "date:",
    "subject:",
    "received:",
    "message-id:",
    "mime-version:",
    "return-path:",
    "delivered-to:",
    "content-type:",
    "reply-to:",
    "x-received:",
];

/// Headers of which at least one is written by machines only.
const MACHINES: [&str; 6] =
    ["received:", "message-id:", "mime-version:", "return-path:", "delivered-to:", "x-received:"];

/// Whether a text begins with the headers of a message.
pub(super) fn is_message(head: &str) -> bool {
    let mut known = 0;
    let mut machine = false;
    for line in head.lines().skip_while(|line| line.trim().is_empty()).take(60) {
        if line.trim().is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let name = line.split_inclusive(':').next().unwrap_or_default().to_ascii_lowercase();
        if !name.ends_with(':') || name.contains(' ') {
            return false;
        }
        known += u32::from(HEADERS.contains(&name.as_str()));
        machine |= MACHINES.contains(&name.as_str());
    }
    known >= 3 && machine
}

/// The article of a message.
pub(super) fn parse(bytes: &[u8]) -> Record {
    let Some(message) = MessageParser::default().parse(bytes.trim_ascii_start()) else {
        return Err(skip(None, "not a mail message"));
    };
    let mut body = String::new();
    for n in 0..message.text_body_count().max(1) {
        // Alternatives come as one: the plain part where it says something, else the page.
        let plain = message.text_part(u32::try_from(n).unwrap_or(u32::MAX)).filter(|part| !part.is_text_html());
        let text = match plain.and_then(|part| part.text_contents()) {
            Some(text) => unwrapped(text),
            None => message.body_html(n).map(|html| fragment_text(&html)).unwrap_or_default(),
        };
        if !text.is_empty() {
            if !body.is_empty() {
                body.push_str("\n\n");
            }
            body.push_str(&text);
        }
    }
    let sender = message.from().and_then(|from| from.first());
    let name = sender.and_then(|sender| sender.name().or(sender.address())).map(one_line);
    let article = Article {
        id: message.message_id().unwrap_or_default().to_owned(),
        title: message.subject().map(one_line).unwrap_or_default(),
        body,
        date: message.date().and_then(|date| {
            Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
        }),
        author: name.filter(|name| !name.is_empty()),
        ..Article::default()
    };
    if article.title.is_empty() && article.body.is_empty() {
        return Err(skip(None, "a message without subject and text"));
    }
    Ok(Box::new(article))
}

/// Lines with their ends trimmed, as they were sent.
fn unwrapped(text: &str) -> String {
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RELEASE: &str = "Return-Path: <desk@example.org>\r\nReceived: by mx\r\nFrom: =?utf-8?Q?Harbour_B=C3=BCro?= <desk@example.org>\r\n\
        Date: Tue, 8 Sep 2015 14:03:00 +0200\r\nSubject: =?utf-8?B?S3LDpG5l?= move\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        One =E2=80=93 two.\r\n\r\nThree.\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>One</p>\r\n--b--\r\n";

    #[test]
    fn reads_a_message() {
        assert!(is_message(RELEASE));
        assert!(!is_message("Headline: the story\n\nFrom: here"));
        let article = parse(RELEASE.as_bytes()).unwrap();
        assert_eq!(article.title, "Kräne move");
        assert_eq!(article.body, "One – two.\n\nThree.");
        assert_eq!(article.author.as_deref(), Some("Harbour Büro"));
        assert_eq!(article.date.unwrap().to_string(), "2015-09-08");
        assert_eq!(article.id, "1@example.org");
    }

    #[test]
    fn a_page_alone_becomes_text() {
        let mail = "From: a@example.org\r\nSubject: S\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<p>One</p><p>Two</p>\r\n";
        assert_eq!(parse(mail.as_bytes()).unwrap().body, "One\n\nTwo");
    }
}
