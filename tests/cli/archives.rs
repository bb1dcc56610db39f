//! Articles in archives and under compression, without unpacking; bombs and climbing paths end as reasons.

use std::io::{Cursor, Write};

use crate::world::{Ran, World};

const LINES: &str = "{\"id\":\"w1\",\"title\":\"Cranes move\",\"body\":\"The cranes moved.\"}\n{\"title\":\"Ferry late\",\"body\":\"Late.\"}\n";

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in members {
        let mut header = tar::Header::new_ustar();
        // Written past the library, which refuses names that climb.
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn ids(world: &World, path: &str) -> Vec<String> {
    world.run(&["enrich", path]).ends(0).json().iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect()
}

fn skipped(world: &World, path: &str) -> Ran {
    world.run(&["enrich", path])
}

#[test]
fn compression_is_read_through() {
    let world = World::new();
    let two = [gzip(&LINES.as_bytes()[..LINES.len() / 2 + 8]), gzip(&LINES.as_bytes()[LINES.len() / 2 + 8..])].concat();
    world.write("a.jsonl.gz", two);
    world.write("b.jsonl.zst", zstd::encode_all(LINES.as_bytes(), 3).unwrap());
    let mut bz = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    bz.write_all(LINES.as_bytes()).unwrap();
    world.write("c.jsonl.bz2", bz.finish().unwrap());
    for name in ["a.jsonl.gz", "b.jsonl.zst", "c.jsonl.bz2"] {
        assert_eq!(ids(&world, name), ["w1".to_owned(), format!("{name}#2")], "{name}");
    }
    // `xz` wrote this: one article, "Title" and "Body text.".
    let xz = include_bytes!("article.txt.xz");
    world.write("d.txt.xz", xz);
    assert_eq!(ids(&world, "d.txt.xz"), ["d.txt.xz"]);
}

#[test]
fn archives_are_read_member_by_member() {
    let world = World::new();
    let page = b"<html><body><p>The ferry was late again on Tuesday, the port said.</p></body></html>";
    let inner = zip(&[("deep/page.html", page), ("image.png", b"\x89PNG\0\0"), (".DS_Store", b"\0")]);
    let outer = tar(&[("wire.jsonl", LINES.as_bytes()), ("inner.zip", &inner), ("../climbs.txt", b"T\n\nB")]);
    world.write("news/all.tar.gz", gzip(&outer));
    assert_eq!(ids(&world, "news"), ["w1", "all.tar.gz!wire.jsonl#2", "all.tar.gz!inner.zip!deep/page.html"]);
    let told = [
        "all.tar.gz!inner.zip!image.png: a binary file, not text",
        "all.tar.gz!../climbs.txt: a path that leads out of its archive",
    ];
    skipped(&world, "news").says(&told);
    world.run(&["index", "news"]).ends(0).says(&["3 articles in 1 file"]).says(&told);
    // Told again, and not read again, when nothing has changed.
    world.run(&["index", "news"]).ends(0).says(&["nothing to do"]).says(&told);
    let shown = world.run(&["search", "ferry", "--index", "news/.dateline", "--format", "ids"]).ends(0);
    assert!(shown.out.contains("all.tar.gz!inner.zip!deep/page.html"));
}

#[test]
fn bombs_end_as_skipped_files() {
    let world = World::new();
    world.write("news/a.txt", "Title\n\nBody");
    let zeros = vec![b'x'; 40 << 20];
    world.write("news/bomb.txt.gz", gzip(&zeros));
    world.write("news/bomb.zip", zip(&[("x.txt", &zeros), ("b.txt", b"Title\n\nBody")]));
    let mut nested = b"Title\n\nBody".to_vec();
    for _ in 0..6 {
        nested = gzip(&nested);
    }
    world.write("news/nested.gz", nested);
    world.run(&["index", "news"]).ends(0).says(&[
        "bomb.txt.gz: ",
        "bomb.zip!x.txt: ",
        "larger than 32 MiB in one piece",
        "nested.gz: archives nested more than 4 deep",
    ]);
    // A stream without end in sight is broken off by its expansion.
    let lines = [LINES.as_bytes(), &vec![b'\n'; 100 << 20]].concat();
    world.write("lines/bomb.jsonl.gz", gzip(&lines));
    skipped(&world, "lines").says(&["bomb.jsonl.gz: unpacks to far more than its size: broken off"]);
}

#[test]
fn broken_archives_give_what_stands_before_the_break() {
    let world = World::new();
    let lines =
        (0..30_000).map(|n| format!("{{\"title\":\"Story {n} of {}\"}}\n", n * 7919 % 1000)).collect::<String>();
    let whole = gzip(lines.as_bytes());
    world.write("cut.jsonl.gz", &whole[..whole.len() / 2]);
    let ran = world.run(&["enrich", "cut.jsonl.gz"]);
    ran.says(&["cut.jsonl.gz: cannot be unpacked further"]);
    world.write("news/cut.zip", &zip(&[("a.txt", b"T\n\nB")])[..40]);
    world.write("news/a.txt", "Title\n\nBody");
    world.run(&["index", "news"]).ends(0).says(&["1 article", "cut.zip: cannot be unpacked further"]);
}

fn record(kind: &str, fields: &str, block: &str) -> String {
    format!("WARC/1.0\r\nWARC-Type: {kind}\r\n{fields}Content-Length: {}\r\n\r\n{block}\r\n\r\n", block.len())
}

#[test]
fn web_archives_give_their_pages() {
    let world = World::new();
    let page = "<html><head><title>Cranes move</title></head><body><p>The cranes moved again on Tuesday, the port said.</p></body></html>";
    let http = |head: &str, body: &str| format!("HTTP/1.1 {head}\r\n\r\n{body}");
    let response = |uri: &str, block: &str| {
        record(
            "response",
            &format!("WARC-Target-URI: {uri}\r\nContent-Type: application/http; msgtype=response\r\n"),
            block,
        )
    };
    let records = [
        record("warcinfo", "Content-Type: application/warc-fields\r\n", "software: x"),
        response("https://example.org/1", &http("200 OK\r\nContent-Type: text/html; charset=utf-8", page)),
        response("https://example.org/2", &http("404 Not Found\r\nContent-Type: text/html", page)),
        response("https://example.org/3", &http("200 OK\r\nContent-Type: image/png", "x")),
        response(
            "https://example.org/4",
            &http(
                "200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked",
                &format!("{:x}\r\n{page}\r\n0\r\n\r\n", page.len()),
            ),
        ),
        record(
            "conversion",
            "WARC-Target-URI: https://example.org/5\r\nContent-Type: text/plain\r\n",
            "Ferry late\n\nThe ferry was late.\n",
        ),
        "WARC/1.0\r\nContent-Length: 99\r\n\r\ncut".to_owned(),
    ];
    let packed: Vec<u8> = records.iter().flat_map(|record| gzip(record.as_bytes())).collect();
    world.write("crawl.warc.gz", packed);
    let ran = world.run(&["enrich", "crawl.warc.gz", "--text"]).ends(0);
    let titles: Vec<_> = ran.json().iter().map(|line| (line["id"].clone(), line["title"].clone())).collect();
    let expected =
        [("crawl.warc.gz#2", "Cranes move"), ("crawl.warc.gz#5", "Cranes move"), ("crawl.warc.gz#6", "Ferry late")];
    assert_eq!(titles, expected.map(|(id, title)| (id.into(), title.into())));
    ran.says(&[
        "1 record: response with HTTP status 404",
        "1 record: response of type image/png",
        "1 record: warcinfo, which holds no page",
        "record 7: ",
    ]);
}

#[test]
fn tables_mail_and_dumps_become_articles() {
    let world = World::new();
    world.write("in/a.csv", "Kop;Verhaal;date\nCranes;\"One.\n\nTwo.\";2015-09-08\nFerry;Late;\n");
    world.write("in/b.eml", "Received: by x\r\nFrom: Jane Doe <j@example.org>\r\nSubject: Ferry late\r\nDate: Tue, 8 Sep 2015 14:03:00 +0200\r\n\r\nThe ferry was late.\r\n");
    world.write(
        "in/c.xml",
        "<mediawiki xml:lang=\"en\"><siteinfo><sitename>Wikinews</sitename></siteinfo>\n<page><title>Cranes</title><ns>0</ns><id>7</id>\
         <revision><text>The '''cranes''' moved.</text></revision></page></mediawiki>",
    );
    let ran = world.run(&["enrich", "in", "--text", "--map", "title=Kop,body=Verhaal"]).ends(0);
    let lines = ran.json();
    let found: Vec<_> =
        lines.iter().map(|line| [&line["id"], &line["title"], &line["body"]].map(|v| v.as_str().unwrap())).collect();
    assert_eq!(
        found,
        [
            ["a.csv#1", "Cranes", "One.\n\nTwo."],
            ["a.csv#2", "Ferry", "Late"],
            ["b.eml", "Ferry late", "The ferry was late."],
            ["7", "Cranes", "The cranes moved."],
        ]
    );
    world.run(&["enrich", "in/a.csv"]).ends(1).says(&["a.csv:1: no column is called title or body: --map"]);
    world.run(&["enrich", "in", "--map", "titel=Kop"]).ends(2).says(&["\"titel\" is no field"]);
}
