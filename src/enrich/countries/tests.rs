//! Hard sentences, and what holds for any text.

use super::*;
use crate::article::Article;
use crate::vocab::countries as table;
use proptest::prelude::*;

/// A sentence that names countries in a difficult way.
struct Case {
    what: &'static str,
    body: &'static str,
    /// Codes, sorted, with a space between.
    codes: &'static str,
    home: Option<&'static str>,
}

const fn case(what: &'static str, body: &'static str, codes: &'static str) -> Case {
    Case { what, body, codes, home: None }
}

#[rustfmt::skip]
const CASES: &[Case] = &[
    case("Georgia the state", "Voters in Atlanta and Savannah chose Georgia's next governor on Tuesday.", "US"),
    case("Georgia the country", "Georgia accused Russian troops of shelling villages near Tbilisi.", "GE RU"),
    case("Georgia told by its neighbour", "Athens, Georgia, is proud of its music.", "US"),
    Case { what: "Georgia by home", body: "Georgia lawmakers passed a budget.", codes: "US", home: Some("US") },
    case("Jordan the country", "King Abdullah of Jordan met Palestinian leaders in Amman.", "JO PS"),
    case("Jordan the player", "Michael Jordan scored forty points in Chicago. Jordan laughed afterwards.", "US"),
    case("Jordan the golfer", "Jordan Spieth won by two strokes in Texas.", "US"),
    case("Congo, the larger", "Rebels took Goma in eastern Congo, the Congolese army said in Kinshasa.", "CD"),
    case("Congo, the smaller", "Congo's president spoke in Brazzaville.", "CG"),
    case("Congo by name", "Talks between the Republic of Congo and the Democratic Republic of Congo failed.", "CD CG"),
    case("Guinea", "Guinea's junta met unions in Conakry.", "GN"),
    case("Guinea-Bissau", "Guinea-Bissau votes on Sunday.", "GW"),
    case("Equatorial Guinea", "Oil made Equatorial Guinea rich.", "GQ"),
    case("Papua New Guinea", "An earthquake shook Papua New Guinea.", "PG"),
    case("a guinea pig", "The guinea pig is a quiet pet, a Guinea pig breeder said.", ""),
    case("Niger", "Niger's army closed the road to Agadez, the Nigerien radio said.", "NE"),
    case("Nigeria", "Nigeria's Niger Delta saw new oil spills.", "NG"),
    case("Korea, the south", "Korean carmakers in Seoul expect record sales.", "KR"),
    case("Korea, the north", "Korean state media in Pyongyang praised Kim Jong Un.", "KP"),
    case("Korea, both", "South Korea and North Korea traded fire.", "KP KR"),
    case("Ireland, north and south", "Ministers from Northern Ireland and the Republic of Ireland met in Dublin.", "GB IE"),
    case("Ireland, a family", "Kathy Ireland opened a shop in Oslo.", "NO"),
    case("Samoa", "Samoa beat Fiji; American Samoa did not play.", "AS FJ WS"),
    case("Cambridge, England", "Cambridge and Oxford are ancient rivals, British dons say.", "GB"),
    case("Cambridge, Massachusetts", "Police in Cambridge, Massachusetts, arrested two. Cambridge is quiet again.", "US"),
    case("London, Ontario", "Police in London, Ont., found the car. London police said the driver fled.", "CA"),
    case("London", "Shares fell in London and Frankfurt.", "DE GB"),
    case("Birmingham, Alabama", "The church in Birmingham, Alabama, will be restored.", "US"),
    case("Birmingham", "The factory in Birmingham will close, the British firm said.", "GB"),
    case("Paris, Texas", "A jury in Paris, Texas, found him guilty. Paris is a small town.", "US"),
    case("Paris", "The fashion week in Paris opens today.", "FR"),
    case("San Jose, the capital", "San Jose hosts the talks, Costa Rican officials said.", "CR"),
    case("San Jose, California", "The firm, based in San Jose, Calif., makes chips.", "US"),
    case("Santiago", "Copper rose as miners in Santiago struck, Chile's unions said.", "CL"),
    case("Victoria, the state", "Fires burn in Victoria and New South Wales.", "AU"),
    case("Victoria, the queen", "Queen Victoria never went there, a Danish historian said.", "DK"),
    case("Washington, the capital", "Washington warned Tehran on Monday.", "IR US"),
    case("Washington, the general", "George Washington's letters were sold in Geneva.", "CH"),
    case("Paris Hilton", "Paris Hilton arrived in Sydney.", "AU"),
    case("Jack London", "Jack London wrote of the Yukon.", "CA"),
    case("Chad Smith", "Chad Smith drummed in Tokyo.", "JP"),
    case("Chad", "Chad sent troops from N'Djamena to help Cameroon.", "CM TD"),
    case("a turkey", "She roasted a turkey. Turkey prices are up, farmers in Ohio say.", "US"),
    case("Turkey", "Turkey and Greece will talk in Ankara.", "GR TR"),
    case("fine china", "He collects china and tells us of it.", ""),
    case("China", "China and India meet.", "CN IN"),
    case("us and US", "They told us that the US would pay.", "US"),
    case("US in capitals", "US AND UK TO TALK", "GB US"),
    case("a pronoun in capitals", "LEAVE US ALONE, SAY FARMERS", ""),
    case("dollars", "The deal is worth US$5 million.", ""),
    case("Albany", "Lawmakers in Albany passed the bill, a New York paper said.", "US"),
    case("Albania", "Albania's capital, Tirana, was calm.", "AL"),
    case("Columbia", "Columbia University opened a laboratory in Nairobi.", "KE"),
    case("Colombia", "Colombia's rebels laid down arms.", "CO"),
    case("New Mexico", "New Mexico borders Mexico.", "MX US"),
    case("a journal", "A study in the New England Journal of Medicine tested Swedish patients.", "SE"),
    case("West Bank", "Settlers in the West Bank clashed with Israeli police.", "IL PS"),
    case("Hong Kong", "Hong Kong and Macau report few cases.", "HK MO"),
    case("Taiwan", "Taiwan's navy tracked Chinese ships.", "CN TW"),
    case("Puerto Rico", "Puerto Rico lost power.", "PR"),
    case("Greenland", "Greenland's ice is melting, Danish scientists say.", "DK GL"),
    case("Crimea", "The bridge to Crimea was hit, Kyiv said.", "UA"),
    case("Tibet", "Monks in Tibet protested.", "CN"),
    case("Kosovo", "Kosovo and Serbia agreed on plates.", "RS XK"),
    case("Soviet Union", "The USSR launched a probe from Baikonur, Soviet media said.", "RU"),
    case("both Germanies", "East Germany and West Germany will play.", "DE"),
    case("Yugoslavia", "Yugoslavia's banks met creditors in Belgrade.", "YU"),
    case("Belgrade today", "Belgrade and Zagreb restored a train.", "HR RS"),
    case("Czechoslovakia", "Czechoslovak exports rose, said the ministry in Prague.", "CS"),
    case("Burma", "Burmese monks marched in Rangoon.", "MM"),
    case("Zaire", "Zaire's copper fell, mines said.", "CD"),
    case("Rhodesia", "Rhodesian officers fled.", "ZW"),
    case("a compound", "The Anglo-Dutch firm and a US-led group bid for it.", "GB NL US"),
    case("a compound of three", "Franco-German talks on the ex-Soviet fleet went on.", "DE FR RU"),
    case("New York-based", "The New York-based bank cut jobs.", "US"),
    case("no compound", "The Indo-Pacific is calm.", ""),
    case("a family with an article", "Nawaf Al-Jaber Al-Sabah received a letter in Doha.", "QA"),
    case("a language", "She speaks French and was taught in Turkish, Korean and English.", ""),
    case("a language behind a hyphen", "The English-language daily is sold in Cairo.", "EG"),
    case("a dish", "He likes French fries and Chinese food.", ""),
    case("a unit", "It borrowed 50 mln Canadian dlrs.", ""),
    case("a currency that moves", "The Canadian dollar rose.", "CA"),
    case("a year", "Pots from 200 B.C. were found in Peru.", "PE"),
    case("initials behind a comma", "Barnabas Moyo, SC, said so.", ""),
    case("a town and its code", "A man from Akron, OH, won.", "US"),
    case("a treaty", "The Warsaw Pact and the Paris Club are gone, a Norwegian said.", "NO"),
    case("a sea", "The ship sank in the South China Sea off Vietnam.", "VN"),
    case("a continent", "South American and European teams qualified.", ""),
    case("a ticker", "Union Carbide <UK> bought a plant.", "US"),
    case("seats of power", "The Kremlin answered the White House; Downing Street was silent.", "GB RU US"),
    case("a dateline", "HELSINKI, May 3 - Ministers met today.", "FI"),
    case("a headline in capitals", "JORDAN AND EGYPT SIGN PACT", "EG JO"),
    case("a headline about birds", "TURKEY FARMERS FEAR FLU", ""),
    case("initials with stops", "U.S., U.K. and U.A.E. envoys met.", "AE GB US"),
    case("the Gambia", "The Gambia and Senegal share a river.", "GM SN"),
    case("the Ivory Coast", "Côte d’Ivoire’s cocoa, Ivorian growers said, was late.", "CI"),
    case("two saints", "St. Petersburg's mayor flew to Russia's far east.", "RU"),
    case("Florida's saint", "The mayor of St. Petersburg, Florida, resigned.", "US"),
    case("a list of cities", "Flights from Miami, Mexico or Madrid were late.", "ES MX US"),
    case("lone small towns", "Orange and Reading are nice.", ""),
    case("Mobile with support", "A storm hit Mobile, Alabama. Mobile was without power.", "US"),
    case("a town that only its state tells", "HORSHAM, Pa., May 3 - The firm bought a mill.", "US"),
    case("a country's name in Kentucky", "Police in Lebanon, Ky., closed the road.", "US"),
    case("an island's name in Connecticut", "NEW BRITAIN, Conn., May 3 - The toolmaker rose.", "US"),
    case("a firm of Denver", "Cyprus Minerals of Denver sold a mine in Arizona.", "US"),
    case("a firm at home", "Cyprus Industries opened in Nicosia, a Cypriot paper said.", "CY"),
    case("a language among others", "It was translated into Turkish, Korean, English and Thai.", ""),
    case("a given name that is a town", "Koon Ho-ming and Regina Ip spoke in Hong Kong.", "HK"),
    case("a man of a small town", "A Paris man was jailed in Lamar County, Texas.", "US"),
    case("a man of a world city", "A London man was jailed in Manchester.", "GB"),
    case("a street", "A house in Oxford Street burned, police in Nairobi said.", "KE"),
    case("a county of a country's name", "The Guernsey County Sheriff's Office in Ohio said so.", "US"),
    case("a saint's town", "ST. PARIS - A man from Ohio wept.", "US"),
    case("a lake", "They swam in Lake Geneva, Wisconsin.", "US"),
    case("a church of India", "The Syro-Malabar Church met in Kerala.", "IN"),
    case("a party of Paraguay", "Paraguay's Colorado Party won.", "PY"),
    case("possessives", "Iran's and Iraq's envoys met.", "IQ IR"),
];

fn home(country: &'static str) -> Home {
    Home { country, towns: Vec::new() }
}

fn codes(title: &str, body: &str, context: &Context<'_>) -> String {
    let mut codes: Vec<&str> =
        find(&Reading::new(title, body), &[], context).countries.iter().map(|country| country.code).collect();
    codes.sort_unstable();
    codes.join(" ")
}

#[test]
fn hard_sentences() {
    let wrong: Vec<String> = CASES
        .iter()
        .filter_map(|case| {
            let found = codes("", case.body, &Context { home: case.home.map(home).as_ref(), ..Context::default() });
            (found != case.codes)
                .then(|| format!("{}: {:?} gave {found:?}, not {:?}", case.what, case.body, case.codes))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn people_win() {
    let body = "Lamar Houston met Jordan in Geneva.";
    let at = |start: u32, end: u32| Mention { field: Field::Body, start, end };
    let people = [Person { name: "Lamar Houston".into(), salience: 1.0, mentions: vec![at(0, 13), at(18, 24)] }];
    let found = find(&Reading::new("", body), &people, &Context::default());
    assert_eq!(found.countries.iter().map(|country| country.code).collect::<Vec<_>>(), ["CH"]);
}

#[test]
fn mentions_are_bytes_of_their_field() {
    let article = Article {
        title: "Côte d’Ivoire’s cocoa".into(),
        body: "The Franco-Ivorian pact pleased Zürich.".into(),
        ..Article::default()
    };
    let found = find(&Reading::new(&article.title, &article.body), &[], &Context::default());
    let text = |code: &str| -> Vec<&str> {
        let country = found.countries.iter().find(|country| country.code == code).unwrap();
        country.mentions.iter().map(|mention| mention.text(&article)).collect()
    };
    assert_eq!(text("CI"), ["Côte d’Ivoire", "Ivorian"]);
    assert_eq!(text("FR"), ["Franco"]);
    assert_eq!(text("CH"), ["Zürich"]);
}

#[test]
fn the_story_is_about_what_leads_it() {
    let body = "LIMA, May 3 - Peru's miners ended their strike. Peru exports copper to China and to Japan, \
                and the Peruvian minister thanked a mediator from Chile.";
    let found = find(&Reading::new("PERU MINERS END STRIKE", body), &[], &Context::default());
    let focus: Vec<&str> = found.countries.iter().filter(|c| c.focus).map(|c| c.code).collect();
    assert_eq!(focus, ["PE"]);
    assert_eq!(found.countries.len(), 4);
}

#[test]
fn a_seat_of_talks_is_not_what_they_are_about() {
    let focus = |body: &str| -> Vec<&'static str> {
        let found = find(&Reading::new("", body), &[], &Context::default());
        found.countries.iter().filter(|c| c.focus).map(|c| c.code).collect()
    };
    let aid = focus(
        "THE HAGUE, May 3 - Donors pledged more aid to Indonesia on Tuesday. Indonesia will get 2.5 billion dlrs to \
         build roads, and Indonesian officials said that Jakarta would cut spending on arms.",
    );
    assert!(aid.contains(&"ID"), "{aid:?}");
    let pact = focus(
        "LIMA, May 3 - Peru will leave the Andean Pact, the Peruvian president said. The members of the pact are \
         Bolivia, Colombia, Ecuador, Peru and Venezuela. Lima has long sought lower tariffs for Peru's copper.",
    );
    assert_eq!(pact, ["PE"]);
}

#[test]
fn a_state_that_is_gone_stands_in_its_years() {
    let at = |year| Context { date: Some(jiff::civil::date(year, 3, 1)), ..Context::default() };
    assert_eq!(codes("", "Talks in Belgrade went on.", &at(1987)), "YU");
    assert_eq!(codes("", "Talks in Belgrade went on.", &at(2019)), "RS");
    assert_eq!(codes("", "Talks in Prague went on.", &at(1987)), "CS");
}

#[test]
fn a_dateline_outside_the_body_counts_for_focus() {
    let context = Context { place: Some("OSLO"), ..Context::default() };
    let body = "The Norwegian cabinet met Danish envoys.";
    let found = find(&Reading::new("", body), &[], &context);
    assert_eq!(found.countries[0].code, "NO");
    assert!(found.countries[0].focus);
    let found = find(&Reading::new("", "Ministers met."), &[], &context);
    assert_eq!((found.countries[0].code, found.countries[0].mentions.len()), ("NO", 0));
}

#[test]
fn a_local_story_is_about_home() {
    let home = home("IE");
    let context = Context { home: Some(&home), ..Context::default() };
    let found = find(&Reading::new("", "The road will be closed on Monday for repairs."), &[], &context);
    assert_eq!((found.countries[0].code, found.countries[0].mentions.len()), ("IE", 0));
    assert!(find(&Reading::new("", "The road will be closed."), &[], &Context::default()).countries.is_empty());
}

#[test]
fn towns_and_regions_come_below_their_country() {
    let found = find(
        &Reading::new("", "Police in Lyon and in Springfield, Illinois, said so. Lyon is calm."),
        &[],
        &Context::default(),
    );
    let places: Vec<(&str, &str, &str)> = found.places.iter().map(|p| (p.name, p.country, p.within)).collect();
    assert_eq!(places, [("Lyon", "FR", ""), ("Springfield", "US", "Illinois"), ("Illinois", "US", "")]);
}

#[test]
fn every_own_name_of_a_country_is_found_alone() {
    for country in table::all() {
        let name = country.name;
        let marks = Marks::TIE.with(Marks::WEAK).with(Marks::WORD).with(Marks::PERSON);
        if name.marks.has(marks) {
            continue;
        }
        let counts = country.counts.country().code;
        let body = format!("Envoys from {} met.", name.name);
        assert_eq!(codes("", &body, &Context::default()), counts, "{body}");
    }
}

proptest! {
    #[test]
    fn any_text_gives_ordered_mentions_on_character_borders(
        title in "\\PC{0,30}",
        body in "(\\PC{0,8}|U\\.S\\.|Georgia, |Jordan |New |York-|Paris|, Texas|’s|-led|ex-|Al-|GUINEA |\\n\\n){0,20}",
        home in proptest::option::of(proptest::sample::select(vec!["GE", "US", "JO", "--"])),
    ) {
        let article = Article { title, body, ..Article::default() };
        let home = home.map(self::home);
        let context = Context { home: home.as_ref(), place: Some(&article.title), ..Context::default() };
        let found = find(&Reading::new(&article.title, &article.body), &[], &context);
        let lists = found.countries.iter().map(|c| &c.mentions).chain(found.places.iter().map(|p| &p.mentions));
        for mentions in lists {
            prop_assert!(mentions.windows(2).all(|pair| pair[0] < pair[1]));
            for mention in mentions {
                prop_assert!(!mention.text(&article).is_empty());
            }
        }
        let focus = found.countries.iter().filter(|country| country.focus).count();
        prop_assert!(focus <= focus::MOST && (focus > 0 || found.countries.is_empty()));
        prop_assert!(found.countries.iter().all(|country| (0.0..=1.0).contains(&country.salience)));
    }
}
