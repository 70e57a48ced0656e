//! Three-letter language codes that have a two-letter one.
//!
//! BCP 47 (RFC 5646 section 2.2.1) asks for the shortest code, yet three letters
//! are common in manifests: `eng`, and both of `fre` and `fra`.

/// The two-letter code of a three-letter one of ISO 639-2, terminological or
/// bibliographic, both in lower case.
pub(crate) fn shortest(code: [u8; 3]) -> Option<[u8; 2]> {
    let index = CODES.binary_search_by(|[a, b, c, ..]| [*a, *b, *c].cmp(&code)).ok()?;
    CODES.get(index).map(|[.., a, b]| [*a, *b])
}

/// ISO 639-2 with ISO 639-1, sorted: three letters, then two.
static CODES: [[u8; 5]; 204] = [
    *b"aaraa", *b"abkab", *b"afraf", *b"akaak", *b"albsq", *b"amham", *b"araar", *b"argan",
    *b"armhy", *b"asmas", *b"avaav", *b"aveae", *b"aymay", *b"azeaz", *b"bakba", *b"bambm",
    *b"baqeu", *b"belbe", *b"benbn", *b"bihbh", *b"bisbi", *b"bodbo", *b"bosbs", *b"brebr",
    *b"bulbg", *b"burmy", *b"catca", *b"cescs", *b"chach", *b"chece", *b"chizh", *b"chucu",
    *b"chvcv", *b"corkw", *b"cosco", *b"crecr", *b"cymcy", *b"czecs", *b"danda", *b"deude",
    *b"divdv", *b"dutnl", *b"dzodz", *b"ellel", *b"engen", *b"epoeo", *b"estet", *b"euseu",
    *b"eweee", *b"faofo", *b"fasfa", *b"fijfj", *b"finfi", *b"frafr", *b"frefr", *b"fryfy",
    *b"fulff", *b"geoka", *b"gerde", *b"glagd", *b"glega", *b"glggl", *b"glvgv", *b"greel",
    *b"grngn", *b"gujgu", *b"hatht", *b"hauha", *b"hebhe", *b"herhz", *b"hinhi", *b"hmoho",
    *b"hrvhr", *b"hunhu", *b"hyehy", *b"iboig", *b"iceis", *b"idoio", *b"iiiii", *b"ikuiu",
    *b"ileie", *b"inaia", *b"indid", *b"ipkik", *b"islis", *b"itait", *b"javjv", *b"jpnja",
    *b"kalkl", *b"kankn", *b"kasks", *b"katka", *b"kaukr", *b"kazkk", *b"khmkm", *b"kikki",
    *b"kinrw", *b"kirky", *b"komkv", *b"konkg", *b"korko", *b"kuakj", *b"kurku", *b"laolo",
    *b"latla", *b"lavlv", *b"limli", *b"linln", *b"litlt", *b"ltzlb", *b"lublu", *b"luglg",
    *b"macmk", *b"mahmh", *b"malml", *b"maomi", *b"marmr", *b"mayms", *b"mkdmk", *b"mlgmg",
    *b"mltmt", *b"monmn", *b"mrimi", *b"msams", *b"myamy", *b"nauna", *b"navnv", *b"nblnr",
    *b"ndend", *b"ndong", *b"nepne", *b"nldnl", *b"nnonn", *b"nobnb", *b"norno", *b"nyany",
    *b"ocioc", *b"ojioj", *b"orior", *b"ormom", *b"ossos", *b"panpa", *b"perfa", *b"plipi",
    *b"polpl", *b"porpt", *b"pusps", *b"quequ", *b"rohrm", *b"ronro", *b"rumro", *b"runrn",
    *b"rusru", *b"sagsg", *b"sansa", *b"sinsi", *b"slksk", *b"slosk", *b"slvsl", *b"smese",
    *b"smosm", *b"snasn", *b"sndsd", *b"somso", *b"sotst", *b"spaes", *b"sqisq", *b"srdsc",
    *b"srpsr", *b"sswss", *b"sunsu", *b"swasw", *b"swesv", *b"tahty", *b"tamta", *b"tattt",
    *b"telte", *b"tgktg", *b"tgltl", *b"thath", *b"tibbo", *b"tirti", *b"tonto", *b"tsntn",
    *b"tsots", *b"tuktk", *b"turtr", *b"twitw", *b"uigug", *b"ukruk", *b"urdur", *b"uzbuz",
    *b"venve", *b"vievi", *b"volvo", *b"welcy", *b"wlnwa", *b"wolwo", *b"xhoxh", *b"yidyi",
    *b"yoryo", *b"zhaza", *b"zhozh", *b"zulzu",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_sorted_for_the_search() {
        assert!(CODES.is_sorted());
    }

    #[test]
    fn knows_both_kinds_of_code() {
        for code in [*b"fre", *b"fra"] {
            assert_eq!(shortest(code), Some(*b"fr"));
        }
        for code in [*b"chi", *b"zho"] {
            assert_eq!(shortest(code), Some(*b"zh"));
        }
        assert_eq!(shortest(*b"eng"), Some(*b"en"));
        assert_eq!(shortest(*b"zul"), Some(*b"zu"));
        assert_eq!(shortest(*b"aar"), Some(*b"aa"));
        assert_eq!(shortest(*b"und"), None);
        assert_eq!(shortest(*b"haw"), None, "Hawaiian has three letters only");
    }
}
