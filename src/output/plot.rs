//! Trends and comparisons as drawings: SVG, the same bytes every time.
//!
//! The drawing carries a title and a description for those who do not see it, and its texts are
//! texts: the reader's own sans-serif font shows them.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::compare::named;
use super::trend::short;
use crate::error::{Error, Result};
use crate::search::{Comparison, Contrast, Trend};

/// Width of a drawing (pixels at its natural size).
const WIDTH: u32 = 960;

/// Height of a trend.
const HEIGHT: u32 = 540;

/// Width of the legend beside a trend.
const LEGEND: u32 = 240;

/// Height of a line of a legend or of a bar.
const LINE: i32 = 24;

/// Height of what stands above and below the bars of a comparison.
const AROUND: u32 = 130;

/// Colours that stay apart for all kinds of colour vision: the muted scheme of P. Tol,
/// "Colour schemes", SRON/EPS/TN/09-002 (2021), and black for a tenth.
const COLOURS: [RGBColor; 10] = [
    RGBColor(0x33, 0x22, 0x88),
    RGBColor(0xCC, 0x66, 0x77),
    RGBColor(0x11, 0x77, 0x33),
    RGBColor(0x88, 0xCC, 0xEE),
    RGBColor(0xAA, 0x44, 0x99),
    RGBColor(0x99, 0x99, 0x33),
    RGBColor(0x88, 0x22, 0x55),
    RGBColor(0x44, 0xAA, 0x99),
    RGBColor(0xDD, 0xCC, 0x77),
    RGBColor(0x00, 0x00, 0x00),
];

/// Lines that are told apart in one drawing: a colour and a shape of its points each.
pub const MOST_SERIES: usize = COLOURS.len();

/// Periods up to which every point is marked.
const MARKED: usize = 60;

/// Names on the axis of periods, about.
const PERIODS: usize = 8;

/// Characters of a label in the legend, of a bar, and of the title.
const LEGEND_LABEL: usize = 28;
const BAR_LABEL: usize = 48;
const TITLE_LABEL: usize = 90;

const DARK: RGBColor = RGBColor(0x33, 0x33, 0x33);
const FAINT: RGBColor = RGBColor(0xDD, 0xDD, 0xDD);

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// A trend as lines, one a series; [`MOST_SERIES`] at most.
///
/// # Errors
/// There is nothing to draw, or too much for one drawing.
pub fn trend(trend: &Trend) -> Result<String> {
    if trend.series.len() > MOST_SERIES {
        return Err(Error::new(format!("{} lines are too many for one drawing", trend.series.len()))
            .help(format!("draw {MOST_SERIES} at most, with --limit {MOST_SERIES}")));
    }
    let labels: Vec<String> = trend.series.iter().map(|series| clean(&series.label)).collect();
    let what = match trend.series.first().and_then(|series| series.field) {
        Some(field) => capital(field.name()),
        None => labels.join(", "),
    };
    let title = begun(&format!("Articles by {}: {what}", trend.by.name()), TITLE_LABEL);
    let each = trend.series.iter().zip(&labels).map(|(series, label)| format!("{label}: {} articles", series.total()));
    let span = match (trend.starts.first(), trend.starts.last()) {
        (Some(first), Some(last)) => format!("{} to {}", trend.by.label(*first), trend.by.label(*last)),
        _ => return Err(Error::new("there is nothing to draw").help("ask for articles that bear a day")),
    };
    let description = format!("Line chart, {span}. {}.", each.collect::<Vec<_>>().join("; "));
    let mut svg = String::new();
    draw_trend(&mut svg, trend, &labels, &title).map_err(|cause| failed(&cause))?;
    Ok(accessible(&svg, &title, &description))
}

/// A comparison as bars, to the right for the first side and to the left for the second.
///
/// # Errors
/// There is nothing to draw.
pub fn compare(comparison: &Comparison) -> Result<String> {
    if comparison.values.is_empty() {
        return Err(Error::new("there is nothing to draw").help("neither side has more of any value: try --min-g2 0"));
    }
    let [a, b] = [0, 1].map(|side| clean(&named(&comparison.queries[side])));
    let title = begun(&format!("{}: {a} against {b}", capital(comparison.field.name())), TITLE_LABEL);
    let each = comparison.values.iter().map(|value| {
        let [of_a, of_b] = value.counts;
        format!("{}: {of_a} against {of_b}, G² {:.1}", clean(&value.label), value.g2)
    });
    let articles = comparison.articles;
    let description = format!(
        "Bar chart of log-likelihood. {a}: {} articles; {b}: {} articles. {}.",
        articles[0],
        articles[1],
        each.collect::<Vec<_>>().join("; ")
    );
    let mut svg = String::new();
    draw_compare(&mut svg, comparison, &title, [&a, &b]).map_err(|cause| failed(&cause))?;
    Ok(accessible(&svg, &title, &description))
}

/// What drawing into memory may fail of, in the library's words.
type Drawing<T> = std::result::Result<T, DrawingAreaErrorKind<std::io::Error>>;

fn failed(cause: &DrawingAreaErrorKind<std::io::Error>) -> Error {
    Error::new(format!("the drawing cannot be made: {cause}")).help("please report it with the command")
}

fn draw_trend(svg: &mut String, trend: &Trend, labels: &[String], title: &str) -> Drawing<()> {
    let root = SVGBackend::with_string(svg, (WIDTH, HEIGHT)).into_drawing_area();
    root.fill(&WHITE)?;
    let root = titled(&root, title)?;
    let (plot, legend) = root.split_horizontally(WIDTH - LEGEND);
    let most = trend.series.iter().flat_map(|series| &series.counts).copied().max().unwrap_or(0).max(1);
    let last = trend.starts.len().saturating_sub(1).max(1);
    let mut chart = ChartBuilder::on(&plot)
        .margin(12)
        .x_label_area_size(44)
        .y_label_area_size(64)
        .build_cartesian_2d(0..last as i32, 0..most)?;
    let period = |n: &i32| {
        let start = usize::try_from(*n).ok().and_then(|n| trend.starts.get(n));
        start.map(|start| trend.by.label(*start)).unwrap_or_default()
    };
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(FAINT)
        .axis_style(DARK)
        .label_style(font(13))
        .x_labels(PERIODS)
        .x_label_formatter(&period)
        .y_desc(format!("articles a {}", trend.by.name()))
        .axis_desc_style(font(14))
        .draw()?;
    for (n, (series, label)) in trend.series.iter().zip(labels).enumerate() {
        let colour = COLOURS[n % COLOURS.len()];
        let points = || (0i32..).zip(series.counts.iter().copied());
        chart.draw_series(LineSeries::new(points(), colour.stroke_width(2)))?;
        if trend.starts.len() <= MARKED {
            match n % 3 {
                0 => chart.draw_series(points().map(|point| Circle::new(point, 3, colour.filled())))?,
                1 => chart.draw_series(points().map(|point| TriangleMarker::new(point, 5, colour.filled())))?,
                _ => chart.draw_series(points().map(|point| Cross::new(point, 4, colour.stroke_width(2))))?,
            };
        }
        let at = 24 + LINE * n as i32;
        legend.draw(&PathElement::new(vec![(4, at), (28, at)], colour.stroke_width(3)))?;
        match n % 3 {
            0 => legend.draw(&Circle::new((16, at), 4, colour.filled()))?,
            1 => legend.draw(&TriangleMarker::new((16, at), 6, colour.filled()))?,
            _ => legend.draw(&Cross::new((16, at), 5, colour.stroke_width(2)))?,
        }
        legend.draw(&Text::new(short(label, LEGEND_LABEL), (36, at), beside(HPos::Left)))?;
    }
    root.present()
}

fn draw_compare(svg: &mut String, comparison: &Comparison, title: &str, sides: [&str; 2]) -> Drawing<()> {
    let bars = comparison.values.len();
    let height = AROUND + LINE as u32 * bars as u32;
    let root = SVGBackend::with_string(svg, (WIDTH, height)).into_drawing_area();
    root.fill(&WHITE)?;
    let root = titled(&root, title)?;
    let most = comparison.values.iter().map(|value| value.g2).fold(1.0, f64::max);
    let mut chart =
        ChartBuilder::on(&root).margin(12).x_label_area_size(44).build_cartesian_2d(-most..most, bars as f64..0.0)?;
    let g2 = |g2: &f64| format!("{:.0}", g2.abs());
    chart
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .light_line_style(TRANSPARENT)
        .bold_line_style(FAINT)
        .axis_style(DARK)
        .label_style(font(13))
        .x_label_formatter(&g2)
        .x_desc(format!(
            "G² — ◀ more in {}   more in {} ▶",
            short(sides[1], LEGEND_LABEL),
            short(sides[0], LEGEND_LABEL)
        ))
        .axis_desc_style(font(14))
        .draw()?;
    for (n, value) in comparison.values.iter().enumerate() {
        let Contrast { side, counts: [a, b], g2, .. } = value;
        let (end, anchor, gap) = if *side == 0 { (*g2, HPos::Right, -6) } else { (-g2, HPos::Left, 6) };
        let (top, bottom) = (n as f64 + 0.15, n as f64 + 0.85);
        chart.draw_series([Rectangle::new([(0.0, top), (end, bottom)], COLOURS[*side].filled())])?;
        let label = format!("{} ({a} : {b})", short(&clean(&value.label), BAR_LABEL));
        chart.draw_series([EmptyElement::at((0.0, n as f64 + 0.5)) + Text::new(label, (gap, 0), beside(anchor))])?;
    }
    root.present()
}

fn titled<'a>(root: &Area<'a>, title: &str) -> Drawing<Area<'a>> {
    root.margin(8, 0, 0, 0).titled(title, TextStyle::from(("sans-serif", 18)).color(&DARK))
}

fn font(size: i32) -> TextStyle<'static> {
    TextStyle::from(("sans-serif", size)).color(&DARK)
}

/// Text that begins or ends at its point.
fn beside(side: HPos) -> TextStyle<'static> {
    font(13).pos(Pos::new(side, VPos::Center))
}

/// The drawing with a title and a description that screen readers say.
fn accessible(svg: &str, title: &str, description: &str) -> String {
    let [title, description] = [title, description].map(escaped);
    let (head, rest) = svg.split_once(">\n").unwrap_or((svg, ""));
    format!(
        "{head} role=\"img\" aria-labelledby=\"title description\">\n\
         <title id=\"title\">{title}</title>\n<desc id=\"description\">{description}</desc>\n{rest}"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A text without the signs that XML cannot hold.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') { ' ' } else { c }).collect()
}

/// The beginning of a text that is too long.
fn begun(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width - 1).chain(['…']).collect()
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
