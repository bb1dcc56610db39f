//! Marked-up text to paragraphs: what XHTML, NITF and HTML call a paragraph, a
//! line, a cell, or nothing that is read.
//!
//! Takes runs of text and breaks in document order, gives plain text: white
//! space collapsed, a blank line between paragraphs. Knows no parser.

/// What an element does to the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// Stands in its line: `em`, `a`, `person`.
    Inline,
    /// Begins and ends a paragraph.
    Block,
    /// Begins and ends a line: rows and items.
    Line,
    /// A cell of a row.
    Cell,
    /// Ends a line where it stands: `br`.
    Break,
    /// Lines count as they stand: `pre`.
    Verbatim,
    /// Is not read: scripts, styles, forms' controls.
    Hidden,
}

/// What the element called `name` does, in XHTML and in NITF 3.
pub(super) fn flow(name: &str) -> Flow {
    match name {
        "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "section" | "article" | "header"
        | "footer" | "aside" | "main" | "figure" | "figcaption" | "ul" | "ol" | "dl" | "table" | "address"
        | "details" | "summary" | "fieldset" | "form" | "nav" | "hr" | "center" | "hl1" | "hl2" | "block" | "bq"
        | "fn" | "note" | "media" | "caption" | "body.content" | "body" | "tagline" | "byline" | "abstract" => {
            Flow::Block
        }
        "tr" | "li" | "dt" | "dd" | "nitf-table" | "credit" => Flow::Line,
        "td" | "th" => Flow::Cell,
        "br" => Flow::Break,
        "pre" => Flow::Verbatim,
        "script" | "style" | "noscript" | "template" | "iframe" | "embed" | "svg" | "math" | "button" | "select"
        | "textarea" | "input" | "head" | "title" | "media-metadata" | "media-object" => Flow::Hidden,
        _ => Flow::Inline,
    }
}

/// A gap that the next word is set off by; a greater one swallows a lesser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Gap {
    #[default]
    None,
    Space,
    Tab,
    Line,
    Paragraph,
}

/// Text that is being put together.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    text: String,
    gap: Gap,
}

impl Blocks {
    /// Words, white space collapsed.
    pub(super) fn text(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.widen(Gap::Space);
                continue;
            }
            if !self.text.is_empty() {
                match self.gap {
                    Gap::None => {}
                    Gap::Space => self.text.push(' '),
                    Gap::Tab => self.text.push('\t'),
                    Gap::Line => self.text.push('\n'),
                    Gap::Paragraph => self.text.push_str("\n\n"),
                }
            }
            self.gap = Gap::None;
            self.text.push(c);
        }
    }

    /// Words whose line ends count; blank lines end paragraphs.
    pub(super) fn verbatim(&mut self, text: &str) {
        for (n, line) in text.split('\n').enumerate() {
            if n > 0 {
                self.widen(if line.trim().is_empty() { Gap::Paragraph } else { Gap::Line });
            }
            self.text(line);
        }
    }

    /// What an element does before its content and, again, after it.
    pub(super) fn border(&mut self, flow: Flow) {
        match flow {
            Flow::Block | Flow::Verbatim => self.widen(Gap::Paragraph),
            Flow::Line | Flow::Break => self.widen(Gap::Line),
            Flow::Cell => self.widen(Gap::Tab),
            Flow::Inline | Flow::Hidden => {}
        }
    }

    /// Ends the paragraph.
    pub(super) fn end_paragraph(&mut self) {
        self.widen(Gap::Paragraph);
    }

    fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// Text on one line, white space collapsed.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_swallow_lesser_ones() {
        let mut blocks = Blocks::default();
        blocks.border(Flow::Block);
        blocks.text("  One \n two");
        blocks.border(Flow::Break);
        blocks.text(" three");
        blocks.border(Flow::Line);
        blocks.border(Flow::Block);
        blocks.text("four");
        blocks.border(Flow::Cell);
        blocks.text("five ");
        assert_eq!(blocks.finish(), "One two\nthree\n\nfour\tfive");
    }

    #[test]
    fn verbatim_lines_stay() {
        let mut blocks = Blocks::default();
        blocks.verbatim("a\nb\n\n  c\n");
        assert_eq!(blocks.finish(), "a\nb\n\nc");
    }
}
