//! What of a web page is not its article: taken out before the article is
//! looked for, by what elements are and by what their authors call them.

use dom_query::{Document, NodeRef};

/// Elements that never hold an article's text.
const NEVER: &str =
    "script, style, noscript, template, iframe, object, embed, svg, button, select, textarea, input, nav";

/// Elements that seldom do: taken out where they are small.
const SELDOM: &str = "aside, figure, figcaption, form, footer, dialog";

/// Words in classes and ids of what stands beside an article.
const BESIDE: [&str; 57] = [
    "ad",
    "ads",
    "advert",
    "advertisement",
    "adverts",
    "banner",
    "bio",
    "breadcrumb",
    "breadcrumbs",
    "byline",
    "caption",
    "captions",
    "carousel",
    "comment",
    "comments",
    "consent",
    "cookie",
    "copyright",
    "credit",
    "credits",
    "disqus",
    "fbcomments",
    "gallery",
    "inset",
    "modal",
    "morefrom",
    "newsletter",
    "optin",
    "outbrain",
    "pagination",
    "popular",
    "popup",
    "promo",
    "promoted",
    "promotion",
    "publisheddate",
    "rail",
    "recirc",
    "recommended",
    "related",
    "readmore",
    "share",
    "sharebar",
    "sharing",
    "sidebar",
    "signup",
    "slideshow",
    "social",
    "sponsor",
    "sponsored",
    "subscribe",
    "subscription",
    "taboola",
    "tags",
    "timestamp",
    "toolbar",
    "trending",
];

/// Share of the page's paragraphs that what is taken out may hold: more is likely to be the article itself.
const MOST: f64 = 0.25;

/// Takes out what is not the article.
pub(super) fn prune(document: &Document) {
    document.select(NEVER).remove();
    let paragraphs: usize = document.select("p").iter().map(|p| p.text().trim().len()).sum();
    let total = if paragraphs > 200 { paragraphs } else { document.select("body").text().len() };
    let most = (total as f64 * MOST) as usize;
    for node in document.select(SELDOM).nodes() {
        let quoted = node.is_element() && !node.find(&["table"]).is_empty();
        if !quoted && is_small(node, most) {
            node.remove_from_parent();
        }
    }
    for node in document.select("[class], [id]").nodes() {
        let name = node.node_name().unwrap_or_default();
        if matches!(&*name, "html" | "body" | "article" | "main" | "p" | "h1") || !is_beside(node) {
            continue;
        }
        if is_small(node, most) {
            node.remove_from_parent();
        }
    }
}

fn is_small(node: &NodeRef<'_>, most: usize) -> bool {
    node.text().len() <= most.max(40)
}

/// Whether a class or the id names something beside the article.
fn is_beside(node: &NodeRef<'_>) -> bool {
    ["class", "id"].iter().filter_map(|name| node.attr(name)).any(|value| {
        let lower = value.to_ascii_lowercase();
        lower.split(|c: char| !c.is_ascii_alphabetic()).any(|word| BESIDE.contains(&word))
            || ["author-bio", "authorbio", "read-more", "more-on", "most-read", "sign-up", "photo-credit", "also-like"]
                .iter()
                .any(|words| lower.contains(words))
    })
}

/// Elements inside each other, at most, in a page that the search for the article is let loose on.
const DEEPEST: usize = 500;

/// Whether a page nests deeper than any written by people: libraries recurse.
pub(super) fn is_too_deep(document: &Document) -> bool {
    let mut steps = vec![(document.root(), 0usize)];
    while let Some((node, depth)) = steps.pop() {
        if depth > DEEPEST {
            return true;
        }
        steps.extend(node.children_it(false).map(|child| (child, depth + 1)));
    }
    false
}
