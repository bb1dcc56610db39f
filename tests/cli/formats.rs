//! Files of every format become articles with what the publisher says of them.

use serde_json::Value;

use crate::world::World;

const NITF: &str = "<?xml version=\"1.0\"?><nitf><head><tobject><tobject.subject tobject.subject.refnum=\"15054000\"/></tobject>\
<docdata><doc-id id-string=\"n1\"/><date.issue norm=\"20131020T192751Z\"/></docdata></head><body><body.head><hedline><hl1>Harbour club wins</hl1></hedline></body.head>\
<body.content><p>The harbour club won again.</p></body.content></body></nitf>";

const MESSAGE: &str = "<newsMessage xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><itemSet><newsItem guid=\"g1\"><itemMeta>\
<versionCreated>2022-10-11T11:14:42+02:00</versionCreated></itemMeta><contentMeta><headline>Cranes move</headline>\
<subject qcode=\"medtop:04000000\"/></contentMeta><contentSet><inlineXML><html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>The cranes moved.</p></body></html>\
</inlineXML></contentSet></newsItem><conceptItem guid=\"c\"/></itemSet></newsMessage>";

const FEED: &str = "<rss version=\"2.0\"><channel><title>Gazette</title><item><title>Ferry late</title><description>&lt;p&gt;The ferry was late.&lt;/p&gt;</description>\
<pubDate>Tue, 08 Sep 2015 14:03:00 GMT</pubDate></item><item/></channel></rss>";

fn enriched(world: &World, path: &str) -> Vec<Value> {
    world.run(&["enrich", path, "--text"]).ends(0).json()
}

#[test]
fn the_trades_formats_give_text_days_and_the_publishers_topics() {
    let world = World::new();
    world.write("news/a.xml", NITF);
    world.write("news/b", MESSAGE);
    world.write("news/c.json", "{\"headline\": \"Mine reopens\", \"body_html\": \"<p>The mine reopened.</p>\", \"versioncreated\": \"2017-08-24T04:38:34+0000\", \
        \"subject\": [{\"code\": \"04000000\"}]}");
    let lines = enriched(&world, "news");
    let found: Vec<[&str; 3]> =
        lines.iter().map(|line| ["title", "body", "date"].map(|name| line[name].as_str().unwrap())).collect();
    assert_eq!(
        found,
        [
            ["Harbour club wins", "The harbour club won again.", "2013-10-20"],
            ["Cranes move", "The cranes moved.", "2022-10-11"],
            ["Mine reopens", "The mine reopened.", "2017-08-24"],
        ]
    );
    let topics = |n: usize| {
        lines[n]["topics"].as_array().unwrap().iter().map(|t| t["code"].as_str().unwrap()).collect::<Vec<_>>()
    };
    assert!(topics(0).contains(&"medtop:15000000"), "{:?}", topics(0));
    assert!(topics(1).contains(&"medtop:04000000") && topics(2).contains(&"medtop:04000000"));
    world.run(&["index", "news"]).ends(0).says(&["3 articles", "b:1: a NewsML-G2 concept item: it holds no news"]);
}

#[test]
fn feeds_give_an_article_an_entry() {
    let world = World::new();
    world.write("feed.xml", FEED);
    let lines = enriched(&world, "feed.xml");
    assert_eq!(lines.len(), 1);
    assert_eq!(
        (lines[0]["title"].as_str(), lines[0]["body"].as_str()),
        (Some("Ferry late"), Some("The ferry was late."))
    );
    assert_eq!((lines[0]["date"].as_str(), lines[0]["source"].as_str()), (Some("2015-09-08"), Some("Gazette")));
    world.run(&["enrich", "feed.xml"]).ends(0).says(&["a feed entry without title and text"]);
}

#[test]
fn xml_of_other_kinds_and_entity_bombs_are_skipped_with_their_reasons() {
    let world = World::new();
    world.write("news/a.xml", NITF);
    world.write("news/other.xml", "<?xml version=\"1.0\"?><svg/>");
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE nitf [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><nitf>&b;</nitf>";
    world.write("news/bomb.xml", bomb);
    world.write("news/deep.xml", format!("<nitf>{}", "<p>".repeat(100_000)));
    world.run(&["index", "news"]).ends(0).says(&[
        "1 article",
        "other.xml: an XML file of a kind that has no reader: <svg>",
        "bomb.xml:1: entity \"b\" is made of other entities",
        "deep.xml:1: elements nested more than 200 deep",
    ]);
}

#[test]
fn formats_are_listed() {
    let world = World::new();
    let listed = world.run(&["formats"]).ends(0);
    assert!(listed.out.contains("newsml-g2") && listed.out.contains(".jsonl"));
    let lines = world.run(&["formats", "--format", "json"]).ends(0).json();
    assert!(
        lines.iter().any(|line| line["name"] == "nitf" && line["gives"].as_array().unwrap().contains(&"topics".into()))
    );
}

#[test]
fn the_account_tells_what_became_of_each_format() {
    let world = World::new();
    world.write("news/a.xml", NITF);
    world.write("news/b.rss", FEED);
    world.write("news/c.bin", b"\0\0");
    let count = |line: &Value, name: &str| {
        let formats = line["formats"].as_array().unwrap().clone();
        let format = formats.into_iter().find(|format| format["name"] == name).unwrap();
        ["files", "articles", "skipped"].map(|field| format[field].as_u64().unwrap())
    };
    // The same again when every file is unchanged.
    for _ in 0..2 {
        let line = world.run(&["index", "news", "--format", "json"]).ends(0).json().remove(0);
        assert_eq!(
            (count(&line, "nitf"), count(&line, "feed"), count(&line, "none")),
            ([1, 1, 0], [1, 1, 1], [1, 0, 1])
        );
        assert_eq!((line["articles"].as_u64(), line["files_skipped"].as_u64().unwrap() <= 1), (Some(2), true));
        assert_eq!(line["skipped"].as_array().unwrap().len(), 2);
    }
}

#[test]
fn what_is_not_read_is_told_with_what_would_work() {
    let world = World::new();
    world.write("news/a.txt", "Title\n\nherring");
    world.write("news/b.pdf", "%PDF-1.7\n%\u{e2}\u{e3}\n1 0 obj");
    world.run(&["index", "news"]).ends(0).says(&["skipped", "b.pdf: a PDF file, which is not read", "pdftotext"]);
    world.run(&["formats"]).ends(0).says(&["not read: PDF", "read through, also inside each other: gzip"]);
}

/// Feeds without a byte order mark were told as files without a reader.
#[test]
fn xml_in_wide_code_units_needs_no_mark() {
    let world = World::new();
    let units = |bytes: fn(u16) -> [u8; 2]| FEED.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    world.write("news/a.xml", units(u16::to_be_bytes));
    world.write("news/b.xml", units(u16::to_le_bytes));
    world.write("news/c.xml", FEED.chars().flat_map(|c| (c as u32).to_be_bytes()).collect::<Vec<u8>>());
    let titles: Vec<Value> = enriched(&world, "news").into_iter().map(|line| line["title"].clone()).collect();
    assert_eq!(titles, ["Ferry late"; 3]);
}
