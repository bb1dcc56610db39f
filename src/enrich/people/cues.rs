//! The words by which a thing with a person's name is known: what the law calls
//! firms, what belongs to them, what is called after people.
//!
//! Word sets only, from general knowledge of newspapers and company registers;
//! `things` knows where in a text they tell something.

use crate::text::{KeyHasher, key};
use crate::vocab::people::listed;
use std::collections::HashSet;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

/// Words by their keys.
#[derive(Debug, Default)]
pub(super) struct Set {
    keys: HashSet<u64, BuildHasherDefault<KeyHasher>>,
    /// A bit per key that may be among them: hardly any word of a text is.
    sieve: [u64; 16],
}

impl Set {
    /// Whether the word with this key is among them.
    #[inline]
    pub(super) fn contains(&self, key: &u64) -> bool {
        self.sieve[(key >> 6) as usize % 16] >> (key % 64) & 1 != 0 && self.keys.contains(key)
    }
}

impl FromIterator<u64> for Set {
    fn from_iter<T: IntoIterator<Item = u64>>(words: T) -> Set {
        let mut set = Set { keys: words.into_iter().collect(), ..Set::default() };
        #[expect(clippy::iter_over_hash_type, reason = "bits are set in any order")]
        for key in &set.keys {
            set.sieve[(key >> 6) as usize % 16] |= 1 << (key % 64);
        }
        set
    }
}

/// Words by which a thing is known.
pub(super) struct Cues {
    /// After a name: what the law calls a firm.
    pub(super) legal: Set,
    /// After a name: what firms and people of one family are called, "and Sons".
    pub(super) kin: Set,
    /// Last words of things that are nobody's family name: "Davis Cup".
    pub(super) heads: Set,
    /// First words of firms and places in other languages.
    pub(super) openers: Set,
    /// Nouns in lower case before a name, without a comma: "the newspaper Cancha".
    pub(super) before: Set,
    /// What firms are as well as people: "broker".
    pub(super) roles: Set,
    /// Who works for a firm at a market: "analyst with X", "X analyst".
    pub(super) market: Set,
    /// Between such a word and the firm.
    pub(super) employs: Set,
    /// Several of those whom a firm's name may follow: "brokers X".
    pub(super) many: Set,
    /// Firms that go by the family name of who founded them.
    pub(super) houses: Set,
    /// What belongs to a firm, before "of" or "in" and its name: "shares of".
    pub(super) shares: Set,
    /// Nouns in lower case after a name: "Khuha Tai area".
    pub(super) after: Set,
    /// Nouns in lower case after a word that alone names a thing: "Oscar nominations".
    pub(super) after_one: Set,
    /// What only a firm has, after its possessive: "X's subsidiary".
    pub(super) owned: Set,
    /// Names with a possessive: "Sotheby's".
    pub(super) brands: Set,
    pub(super) of: [u64; 2],
    pub(super) he: [u64; 2],
    /// What a firm says that it did, after "said it": people say "it was".
    pub(super) deeds: Set,
    pub(super) said: [u64; 3],
    pub(super) it: u64,
    pub(super) its: u64,
    /// States and provinces as datelines shorten them: "Charleston, W. Va".
    pub(super) states: Set,
    /// Currencies that are family names too.
    pub(super) money: Set,
    pub(super) articles: [u64; 2],
    pub(super) and: u64,
    pub(super) ampersand: u64,
    pub(super) at: u64,
    pub(super) lead: u64,
    pub(super) best: [u64; 2],
    pub(super) manager: [u64; 2],
    pub(super) saint: u64,
    pub(super) comma: u64,
    pub(super) stop: u64,
    pub(super) bracket: u64,
    pub(super) ticker: u64,
    pub(super) ticker_end: u64,
    pub(super) dashes: [u64; 2],
}

fn keys(words: &str) -> Set {
    words.split_whitespace().map(key).collect()
}

pub(super) static CUES: LazyLock<Cues> = LazyLock::new(|| Cues {
    legal: keys(
        "inc corp corporation co cos company companies ltd limited plc llc llp gmbh kgaa ag sa nv bv spa ab asa oy oyj \
         bhd sdn pty pte pvt kk incorporated bancorp bancshares bankshares holdings industries securities laboratories \
         pharmaceutical pharmaceuticals airlines airways motors stores breweries",
    ),
    kin: keys("sons brothers bros associates partners"),
    heads: keys(
        "cup trophy award awards prize olympics stadium arena mall bistro restaurant school schools college university \
         academy institute hospital clinic airport railway savings petroleum finance mines mining foods museum theatre \
         cinema festival championship championships tournament regatta newspapers pictures studios entertainment \
         systems technologies software microsystems electronics resources exploration semiconductor telecom \
         communications insurance assurance inc corp corporation ltd plc llc gmbh bancorp holdings industries \
         laboratories pharmaceuticals airlines airways breweries",
    ),
    openers: keys(
        "banco banca banque bankhaus caisse cassa compagnie compania companhia credit credito societe sociedad sociedade \
         grupo gruppo groupe empresa editorial universidad universidade universite instituto ministerio playa playas \
         praia parque puerto presa paseo cerro calle avenida barrio colonia hacienda quebrada laguna volcan catedral \
         colegio estadio teatro museo mercado kampung kampong jalan tanjung bukit sungai pulau khao kfar kibbutz wadi \
         jebel djebel",
    ),
    before: keys(
        "company firm newspaper weekly magazine broadcaster airline bank lender insurer retailer automaker carmaker \
         chipmaker manufacturer subsidiary brand label startup start-up app website ship vessel freighter trawler boat \
         restaurant hotel village town city suburb neighbourhood neighborhood district province county island river lake \
         volcano ngo charity conglomerate tribe brokerage brewery film movie drama sitcom musical novel biopic \
         blockbuster album band",
    ),
    after: keys(
        "beach area village district neighbourhood neighborhood campus stadium street tribe tribes newspaper magazine \
         website app festival river island refinery mine stores restaurant airport crude crudes \
         subsidiary",
    ),
    after_one: keys(
        "nomination nominations nominee nominees nod nods hopeful hopefuls unit stock shares shareholders stockholders",
    ),
    owned: keys("unit subsidiary subsidiaries division shareholders stockholders refinery brewery"),
    roles: keys(
        "broker brokers publisher publishers retailer dealer dealers maker makers manufacturer supplier operator insurer \
         lender builder developer distributor giant underwriter underwriters adviser advisers auditor auditors partner \
         partners rival rivals owner owners shareholder creditor creditors bidder buyer seller producer exporter importer \
         co-manager co-managers arranger arrangers",
    ),
    market: keys(
        "analyst analysts economist economists trader traders dealer dealers broker brokers strategist strategists",
    ),
    many: keys(
        "brokers stockbrokers underwriters publishers retailers makers accountants auditors jewellers jewelers \
         auctioneers booksellers brewers bookmakers solicitors",
    ),
    houses: keys(
        "cargill bunge dreyfus ferruzzi merrill goldman kidder dillon drexel shearson hutton schroders barings kleinwort \
         cazenove sachs boeing sikorsky cessna dassault krupp thyssen bosch siemens olivetti pirelli benetton michelin \
         peugeot citroen renault porsche skoda matsushita kawasaki yamaha cadbury kellogg heinz hershey wrigley nabisco \
         gillette colgate procter pfizer squibb upjohn searle sandoz roche woolworth woolworths debenhams selfridges \
         harrods bloomingdale macy gimbel tiffany cartier gucci prada armani versace chanel dior burberry nielsen gallup \
         moody fitch deloitte mckinsey forrester lloyds barclays wells levi mattel hasbro wedgwood",
    ),
    employs: keys("at with for of from"),
    shares: keys("shares stock stake subsidiary unit division"),
    of: ["of", "in"].map(key),
    brands: listed("firm").filter_map(|word| word.strip_suffix("'s")).map(key).collect(),
    he: ["he", "she"].map(key),
    deeds: keys(
        "expects plans intends agreed acquired bought purchased sold sells completed received signed filed declared \
         launched hired reached raised entered",
    ),
    said: ["said", "says", "announced"].map(key),
    it: key("it"),
    its: key("its"),
    states: keys(
        "ala ariz ark calif colo conn del fla ga ia ill ind kan ky la mass md mich minn miss mo mont neb nev okla ont \
         ore pa que tenn tex va vt wash wis wyo",
    ),
    money: keys("yen won rand baht rouble ruble"),
    articles: ["a", "an"].map(key),
    and: key("and"),
    ampersand: key("&"),
    at: key("at"),
    lead: key("lead"),
    best: ["best", "supporting"].map(key),
    manager: ["manager", "managers"].map(key),
    saint: key("st"),
    comma: key(","),
    stop: key("."),
    bracket: key("("),
    ticker: key("<"),
    ticker_end: key(">"),
    dashes: ["-", "—"].map(key),
});
