//! Hard cases, each a sentence or two made up for it.

use super::*;
use proptest::prelude::*;

/// The names found in a text without a title, sorted.
fn names(body: &str) -> Vec<String> {
    names_in("", body)
}

fn names_in(title: &str, body: &str) -> Vec<String> {
    let mut names: Vec<String> = find(&Reading::new(title, body), None).into_iter().map(|person| person.name).collect();
    names.sort();
    names
}

/// How the person shown as `name` is mentioned, in text order.
fn mentions<'a>(body: &'a str, name: &str) -> Vec<&'a str> {
    let people = find(&Reading::new("", body), None);
    let person = people.iter().find(|person| person.name == name);
    let person =
        person.unwrap_or_else(|| panic!("no {name} in {:?}", people.iter().map(|p| &p.name).collect::<Vec<_>>()));
    person.mentions.iter().map(|m| &body[m.start as usize..m.end as usize]).collect()
}

fn dated(body: &str, year: i16) -> Vec<String> {
    let date = jiff::civil::date(year, 6, 1);
    find(&Reading::new("", body), Some(date)).into_iter().map(|person| person.name).collect()
}

macro_rules! cases {
    ($($name:ident: $body:expr => [$($person:expr),*];)*) => {
        $(#[test] fn $name() {
            let expected: Vec<&str> = vec![$($person),*];
            assert_eq!(names($body), expected, "{}", $body);
        })*
    };
}

cases! {
    title_and_role_stripped: "Secretary of State Walter Brennick met Foreign Minister Olga Petrenko on Monday." => ["Olga Petrenko", "Walter Brennick"];
    an_office_with_of_is_no_part_of_the_name: "GENEVA, Sept 8, 2015 (Wire) - Secretary of State John Kerry met Russia’s envoy. Mr Kerry left for Damascus." => ["John Kerry"];
    a_country_before_a_name_is_no_part_of_it: "Prime Minister of Mongolia Tegshee Batnairam received the guests on Friday." => ["Tegshee Batnairam"];
    capitals_before_a_name_are_another_name: "Deputy director of RID Somwang Vorachon said on Monday that water was low." => ["Somwang Vorachon"];
    two_capitals_may_be_initials: "Captain AB Fourie said on Monday that AB Fourie would rest." => ["AB Fourie"];
    a_given_name_of_two_syllables: "According to Lu Wenhao, a former instructor, the ship is new. The minister, Ahn Sook-rae, agreed." => ["Ahn Sook-rae", "Lu Wenhao"];
    a_name_with_al: "The president received Sheikh Faisal bin Hamad Al Rumaih on Sunday." => ["Faisal bin Hamad Al Rumaih"];
    a_government_with_a_possessive: "Madam Serwaa said that the Okonkwo’s Government did nothing for the harbour." => ["Okonkwo", "Serwaa"];
    surname_joins_full_name: "Maria Delgado won the race. Delgado said she was happy." => ["Maria Delgado"];
    mr_joins_full_name: "Peter Hallam resigned on Friday. Mr Hallam had led the bank." => ["Peter Hallam"];
    given_name_joins_full_name: "Tommy Brookes, 9, was found. His mother said Tommy was well." => ["Tommy Brookes"];
    possessive_left_out: "Anna Kowalska's lawyer said Kowalska's case was weak." => ["Anna Kowalska"];
    initials_join: "John Harding spoke first. J. Harding later apologised, Harding's office said." => ["John Harding"];
    middle_initial_joins: "Robert F. Menzer was chosen. Robert Menzer will start in May, Menzer said." => ["Robert F. Menzer"];
    particle_bin: "Police questioned Ahmad bin Yusof on Sunday. Ahmad bin Yusof denied it." => ["Ahmad bin Yusof"];
    particle_van_der: "Coach Pieter van der Meer said van der Meer junior would play." => ["Pieter van der Meer"];
    arabic_article: "President Karim al-Hadidi spoke on Sunday. Al-Hadidi said talks went on." => ["Karim al-Hadidi"];
    irish_apostrophe: "Sean O'Rourke said yes. O'Rourke smiled." => ["Sean O'Rourke"];
    typographic_apostrophe: "Sean O’Rourke said yes. O’Rourke’s wife smiled." => ["Sean O’Rourke"];
    hyphenated_given_name: "Jean-Claude Maurin, the mayor, said Maurin would stay." => ["Jean-Claude Maurin"];
    korean_name: "Minister Park Chol-woo told reporters on Tuesday that Park would resign." => ["Park Chol-woo"];
    accents_kept: "José Ibarra, 34, said Ibarra's club had paid." => ["José Ibarra"];
    two_of_one_family: "Karen Whitfield and David Whitfield were married in May. Karen Whitfield is a doctor." => ["David Whitfield", "Karen Whitfield"];
    spouses_by_their_titles: "Mr Bill Hallam and his wife Anna Hallam arrived. Mr Hallam smiled. Mrs Hallam waved. Mr Hallam left." => ["Anna Hallam", "Bill Hallam"];
    mrs_is_not_the_man_named: "Mr Peter Hallam resigned on Friday. Mrs Hallam, 44, declined to comment." => ["Hallam", "Peter Hallam"];
    father_and_son_by_their_suffixes: "Peter Hallam Sr. founded the mill. Peter Hallam Jr. runs it. Hallam Jr. is 40." => ["Peter Hallam Jr", "Peter Hallam Sr"];
    a_particle_begins_a_sentence: "Pieter van Driel won. Van Driel said that Van Driel would rest." => ["Pieter van Driel"];
    a_short_form_of_the_given_name: "Tobias Quellwood met workers. Toby Quellwood said so. Bill Hart and William Hart is one." => ["Bill Hart", "Tobias Quellwood"];
    mrs_is_no_man_by_his_name: "Peter Hallam resigned. Mrs Hallam, 44, declined to comment." => ["Hallam", "Peter Hallam"];
    father_and_daughter_are_two: "Aung San Suu Kyi spoke of her father, General Aung San, on Sunday." => ["Aung San", "Aung San Suu Kyi"];
    nickname_in_quotes: "Police held Carlos \"Lobo\" Ramirez on Friday, prosecutors said." => ["Carlos \"Lobo\" Ramirez"];
    nickname_in_single_quotes: "Luis ‘Tito’ Robles scored twice, the coach said." => ["Luis ‘Tito’ Robles"];
    country_is_no_person: "Talks between France and Jordan took place in Paris on Monday." => [];
    agency_is_no_person: "The International Monetary Fund said the World Bank agreed." => [];
    firm_is_no_person: "Shares of Goldman Sachs and Lehman Brothers fell on Wall Street." => [];
    carmakers_are_no_persons: "Ford Motor Co and Honda said sales rose in Germany." => [];
    ship_is_no_person: "The aircraft carrier USS Martin Holloway left port on Monday." => [];
    storm_is_no_person: "Hurricane Martha hit Cuba on Tuesday." => [];
    a_storm_is_no_given_name: "Hurricane Watch Issued for Storm Gaston. Storm Gaston hit the coast on Monday." => [];
    weekday_is_no_person: "On Monday and Tuesday in April, shops in London were shut." => [];
    character_is_no_person: "The new James Bond film opens in London on Friday." => [];
    place_of_two_words: "Talks in Costa Rica and El Salvador failed, officials in San Salvador said." => [];
    saudi_arabia: "Saudi Arabia and Sri Lanka signed a trade agreement in Kuala Lumpur." => [];
    compound_adjective: "The London-based group and U.S.-backed forces met in Geneva." => [];
    known_by_surname: "President Obama told reporters that Obama would veto the bill." => ["Barack Obama"];
    known_other_spelling: "Libyan leader Muammar Gaddafi spoke in Tripoli." => ["Moammar Gadhafi"];
    known_two_spellings: "Moammar Gadhafi spoke in Tripoli. Muammar Gaddafi was applauded." => ["Moammar Gadhafi"];
    spouse_and_name: "Paul Reinholt and his wife Clara lived in Boston, Reinholt said." => ["Clara", "Paul Reinholt"];
    list_of_winners: "1. Marta Novotna (Czech Republic) 22.1\n2. Ines Duarte (Portugal) 22.3" => ["Ines Duarte", "Marta Novotna"];
    scorecard: "G. Fernley c Marchetti b Doolan 45\nT. Ashby not out 12" => ["Doolan", "G. Fernley", "Marchetti", "T. Ashby"];
    glued_initial: "Prime Minister B.Tumurbaatar said on Monday that talks had begun." => ["B.Tumurbaatar"];
    quoted_speaker: "\"We are ready,\" said Helen Marsden, the group's director." => ["Helen Marsden"];
    attributive: "Officials of the Reagan administration said Reagan agreed." => ["Ronald Reagan"];
    firm_by_its_legal_form: "Harlow Brennick Inc said profits rose. Analysts like Harlow Brennick." => [];
    firm_by_its_ticker: "Peter Dunmore <PDM> closed three mines, and Peter Dunmore will close more." => [];
    firm_speaks_of_itself: "Harlow Brennick said it agreed to sell a mine. Traders expect Harlow Brennick to sell two." => [];
    it_may_be_anything: "Harlow Brennick said it was time to go. Harlow Brennick denied it." => ["Harlow Brennick"];
    firm_of_partners: "Analysts at Hallam, Whitfield and Co expect a rise. Hallam Whitfield bought the shares." => [];
    founder_of_a_firm: "Peter Hallam founded Hallam Foods Ltd in 1980. Mr Hallam said he would retire." => ["Peter Hallam"];
    speaker_is_he: "Harlow Brennick said he would sell his mine on Monday." => ["Harlow Brennick"];
    bank_in_another_language: "Deposits at Banco Di Palermo rose, and Banco Di Palermo lent more." => [];
    village_by_its_noun: "Police searched the village Carlos Mendoza on Sunday." => [];
    known_founder_of_a_firm: "Ivan Boesky and Co will pay the notes, traders said. Ivan Boesky was absent." => ["Ivan Boesky"];
    brand_with_a_possessive: "Sotheby's sold a painting, and Moody's cut the rating." => [];
    letter_and_code: "Most of Gen Z stayed at home, and Mr8 fell, said M on Monday." => [];
    dateline_in_capitals: "CARSON HILL, Conn., April 1 - Shares rose on Monday." => [];
    partners_and_sons: "The trust is run by Alex. Harwell and Sons Inc, and Harwell will sell it." => [];
    partners_before_a_firm: "Harwell and Row Publishers Inc rose on Monday. An offer for Harwell is likely." => [];
    partners_with_an_ampersand: "When Redfern & Walton asked, most said no, and Redfern asked again." => [];
    partners_who_speak: "Woodham, Pell and Carrow said in a report that sugar fell." => [];
    partners_for_whom_an_analyst_works: "Sales fell, said an analyst with Merton Lynd, Pell, Fenwick and Harwell." => [];
    three_who_do_not_speak: "Mr Woodham, Mr Pell and Mr Carrow voted for the plan." => ["Carrow", "Pell", "Woodham"];
    a_firm_by_its_analyst: "Prices will rise, said Carrol Pell oil analyst Brian Singer." => ["Brian Singer"];
    a_firm_by_its_brokers: "Shares rose, said stockbrokers James Pellow in London." => [];
    brokers_with_a_comma_are_people: "The brokers, James Pellow and Anna Hart, were held." => ["Anna Hart", "James Pellow"];
    a_firm_by_its_lead_manager: "The bond yields two pct, lead manager Credit Harwell said." => [];
    a_firm_in_angle_brackets: "The offer is led by <Wellham, Carsten, Anders and Stowe IV>, a fund." => [];
    a_firm_by_what_it_owns: "Traders said Harwell's Spanish unit bought corn." => [];
    a_house_by_its_founders_name: "Tonnes of wheat were sold by Cargill on Monday." => [];
    a_house_is_a_person_with_a_title: "The farmer, Mr Cargill, sold his wheat." => ["Cargill"];
    a_cup: "They won the Davis Cup at last. Fans of the Davis Cup cheered." => [];
    a_work_by_its_noun: "She starred in the drama Vera Hallam last year. Critics liked Vera Hallam." => [];
    a_prize: "He won the best actor Oscar in March. Oscar nominations follow in May." => [];
    a_saint_in_a_place: "They met at St David's Hall and the St Nicholas centre." => [];
    a_bill: "Mr Hallam opposed the Levelling Up Bill in May." => ["Hallam"];
    a_month_before_a_day: "WICHITA, Kan., April 3 - Ended Jan 31 the firm lost money." => [];
    an_adjective_cut_from_its_name: "The ships of Hong Kong-based firms left." => [];
    a_name_glued_after_a_country: "The President of Mongolia U.Tegsheebat spoke to MPs in May." => ["U.Tegsheebat"];
    shares_may_be_a_verb: "The stylist Lisa Hallam shares tips in a book." => ["Lisa Hallam"];
    a_glued_initial_and_the_name_alone: "Minister D.Tegshee said no. Mr Tegshee met N.Korea." => ["D.Tegshee"];
    nobody: "It rained all day." => [];
    empty: "" => [];
}

#[test]
fn every_mention_is_given() {
    let body = "Maria Delgado won. Delgado said: \"Maria is tired.\" Ms. Delgado's coach agreed.";
    assert_eq!(mentions(body, "Maria Delgado"), ["Maria Delgado", "Delgado", "Maria", "Delgado"]);
}

#[test]
fn headline_in_capitals_takes_its_name_from_the_text() {
    let people =
        find(&Reading::new("HALLAM QUITS BANK", "Peter Hallam resigned on Friday. Mr Hallam led the bank."), None);
    assert_eq!(people.len(), 1);
    assert_eq!(people[0].name, "Peter Hallam");
    assert_eq!(people[0].mentions[0], Mention { field: Field::Title, start: 0, end: 6 });
}

#[test]
fn name_only_in_capitals_is_shown_in_small_letters() {
    assert_eq!(names_in("PETER HALLAM SAYS PROFITS WILL RISE IN GERMANY", "Shares rose."), ["Peter Hallam"]);
}

#[test]
fn codes_and_given_names_alone_in_a_headline_are_nobody() {
    for title in ["AQP SAYS IMPORTS OFF TWO MLN", "HOUSE PANEL APPROVES TRADE BILL", "VGT <VGT> TO BUY STORES"] {
        assert!(names_in(title, "").is_empty(), "{title}");
    }
    let body = "Exports of rice rose to 900 tonnes in May, and a tonne of rice cost ten dollars more than in April. \
        Traders had expected less, and prices rose by two cents at once before they fell again at noon in the port.";
    assert!(names_in("THAI RICE EXPORTS RISE", body).is_empty());
    assert_eq!(names_in("BANK HEAD HALLAM SAYS RATES TO FALL", ""), ["Hallam"]);
}

#[test]
fn a_row_of_a_table_in_capitals_is_nobody() {
    assert!(
        names_in("PRICES", "AMER CARR        49\nPHIL HALLAM       21 3/8\nDEL GRADES     11502   12358").is_empty()
    );
}

#[test]
fn a_code_in_a_headline_is_nobody_unless_the_text_names_one() {
    let body = "The board of the fund said on Monday that stocks of grain had fallen by a tenth in March, for the fifth \
        month in a row. Traders had expected less, and prices rose by two cents at once before they fell again at noon.";
    assert!(names_in("BRF SAYS STOCKS FALL", body).is_empty());
    assert!(names_in("STOCKS FALL", &format!("{body} The BRF was silent.")).is_empty());
    assert_eq!(names_in("HALLAM SAYS STOCKS FALL", "Mr Peter Hallam said so on Monday."), ["Peter Hallam"]);
}

#[test]
fn surname_means_the_one_named_last() {
    let body =
        "Karen Whitfield spoke in Leeds. Whitfield was cheered. David Whitfield spoke in York. Whitfield was booed.";
    assert_eq!(mentions(body, "Karen Whitfield"), ["Karen Whitfield", "Whitfield"]);
    assert_eq!(mentions(body, "David Whitfield"), ["David Whitfield", "Whitfield"]);
}

#[test]
fn two_bushes_by_date() {
    let body = "President Bush said on Friday that Bush would sign the bill.";
    assert_eq!(dated(body, 1990), ["George H. W. Bush"]);
    assert_eq!(dated(body, 2004), ["George W. Bush"]);
}

#[test]
fn two_presidents_of_one_full_name_by_date() {
    assert_eq!(dated("President George Bush spoke in May.", 1990), ["George H. W. Bush"]);
    assert_eq!(dated("President George Bush spoke in May.", 2004), ["George W. Bush"]);
}

#[test]
fn a_courtesy_title_that_does_not_go_with_a_known_person_means_another() {
    assert_eq!(dated("The caravan came, said Mrs Johnson.", 2022), ["Johnson"]);
    assert_eq!(dated("The caravan came, said Mr Johnson.", 2020), ["Boris Johnson"]);
}

#[test]
fn a_title_that_is_part_of_a_known_form_decides() {
    assert_eq!(dated("The envoy met King Hussein of Jordan.", 1987), ["King Hussein"]);
}

#[test]
fn an_initial_and_a_family_name_mean_a_known_person_in_the_years_of_the_name_alone() {
    assert_eq!(dated("President U.Khurelsukh spoke in May.", 2023), ["Ukhnaagiin Khurelsukh"]);
    assert_eq!(dated("Mrs M. Thatcher spoke in May.", 1985), ["Margaret Thatcher"]);
    assert_eq!(dated("Mr D. Thatcher spoke in May.", 1985), ["D. Thatcher"]);
    assert_eq!(dated("Mr M. Thatcher III spoke in May.", 1985), ["M. Thatcher III"]);
    assert_eq!(dated("Mr B. Obama spoke in May.", 1985), ["B. Obama"]);
}

#[test]
fn the_most_mentioned_comes_first() {
    let body = "Anna Kowalska met Peter Hallam. Kowalska said Kowalska would return.";
    let people = find(&Reading::new("", body), None);
    assert_eq!(people[0].name, "Anna Kowalska");
    assert!((people.iter().map(|person| person.salience).sum::<f32>() - 1.0).abs() < 1e-5);
}

#[test]
fn explains_each_mention() {
    let body = "Maria Delgado won. Delgado said: \"Maria is tired.\" M. Delgado left.";
    let explained = explain(&Reading::new("", body), None);
    assert_eq!(explained[0].rules, [Rule::First, Rule::Family, Rule::Given, Rule::Initial]);
    assert!(!explained[0].known);
}

#[test]
fn another_spelling_joins() {
    let body = "Maria Delgadillo won. Delgadilo said she was happy, and Delgadillo left.";
    assert_eq!(mentions(body, "Maria Delgadillo"), ["Maria Delgadillo", "Delgadilo", "Delgadillo"]);
}

#[test]
fn the_same_article_gives_the_same_people() {
    let body = "Anna Kowalska met Peter Hallam and Ahmad bin Yusof in Paris.";
    assert_eq!(find(&Reading::new("", body), None), find(&Reading::new("", body), None));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_gives_mentions_in_order_on_character_borders(
        title in "\\PC{0,40}|([A-Z]{1,8} ){0,6}",
        body in "\\PC{0,200}|((Mr|al-|van|John|Smith|Dr\\.|\"|\\(|\\)|J\\.|É|King|of|said|,|\\.|\n|Bush|'s|’s|O'|III|Jr) ?){0,60}"
    ) {
        for person in find(&Reading::new(&title, &body), None) {
            prop_assert!(!person.name.is_empty());
            prop_assert!(!person.mentions.is_empty());
            prop_assert!(person.salience > 0.0 && person.salience <= 1.0);
            for m in &person.mentions {
                let field = if m.field == Field::Title { &title } else { &body };
                prop_assert!(m.start < m.end);
                prop_assert!(field.get(m.start as usize..m.end as usize).is_some());
            }
            for pair in person.mentions.windows(2) {
                prop_assert!(pair[0] < pair[1], "{:?}", person);
            }
        }
    }
}

#[test]
fn an_ampersand_or_capitals_before_small_letters_are_no_persons() {
    let found =
        names("The Jorwen C&I chairman spoke of Jorwen C&I. Students of IISk and staff of IISk, who said so, agreed.");
    assert!(!found.iter().any(|name| name.contains('&') || name == "IISk"), "{found:?}");
}

#[test]
fn partners_states_and_currencies_are_no_persons() {
    let none = |body: &str, words: &[&str]| {
        let found = names(body);
        assert!(!found.iter().any(|name| words.contains(&name.as_str())), "{found:?}");
    };
    assert_eq!(dated("Thatcher and Reagan met. Thatcher and Reagan spoke.", 1986).len(), 2, "both are known");
    none(
        "The offer by Harwell and Brown for Gencor ended. Gencor had asked Harwell and Brown to go.",
        &["Harwell", "Brown"],
    );
    none("Mines near Charleston, W. Va., and Roanoke, Va., were shut on Monday, the owner said.", &["W. Va", "Va"]);
    none("BALA CYNWYD, Pa., April 1 - The company said sales rose in March.", &["BALA CYNWYD"]);
    none("The rates were as follows on Monday. Yen 146.20. Mark 1.82.", &["Yen"]);
    assert_eq!(names("Mr Kwan Yen, 50, and Hallam met. Yen said Yen would stay."), ["Hallam", "Kwan Yen"]);
}

#[test]
fn a_flash_headline_alone_names_a_known_person() {
    for (title, year, name) in [
        ("TREASURY'S BAKER SAYS RATES TO FALL", 1987, "James Baker"),
        ("REAGAN TO HOLD NEWS CONFERENCE", 1987, "Ronald Reagan"),
        ("MERKEL FORECASTS GROWTH", 2012, "Angela Merkel"),
    ] {
        let date = jiff::civil::date(year, 6, 1);
        let found: Vec<String> = find(&Reading::new(title, ""), Some(date)).into_iter().map(|p| p.name).collect();
        assert_eq!(found, [name], "{title}");
    }
}

#[test]
fn a_headline_of_capitalised_words_keeps_what_the_body_knows() {
    let body = "Peter Hallam spoke to parliament on Monday. Hallam said taxes would rise.";
    assert_eq!(names_in("Hallam Speaks On Taxes", body), ["Peter Hallam"]);
    assert_eq!(names_in("Beside Hallam Stand His Rivals", body), ["Peter Hallam"]);
}

#[test]
fn a_courtesy_title_goes_with_a_given_name() {
    let body = "Hillary Clinton spoke in Iowa. Bill Clinton was there. Mrs Clinton waved, and Mr Clinton smiled.";
    assert_eq!(mentions(body, "Hillary Clinton"), ["Hillary Clinton", "Clinton"]);
    let people = find(&Reading::new("", body), None);
    let bill = people.iter().find(|person| person.name == "Bill Clinton").unwrap();
    assert_eq!(bill.mentions.last().map(|m| &body[m.start as usize - 3..m.end as usize]), Some("Mr Clinton"));
}

#[test]
fn a_courtesy_title_picks_between_spouses() {
    let body = "Mr Bill Hallam and his wife Anna Hallam arrived on Monday. Mr Hallam smiled. Mrs Hallam waved.";
    assert_eq!(mentions(body, "Bill Hallam"), ["Bill Hallam", "Hallam"]);
    assert_eq!(mentions(body, "Anna Hallam"), ["Anna Hallam", "Hallam"]);
}
