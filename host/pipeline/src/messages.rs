//! What a refused viewer reads, in English, German, French, Spanish and Japanese.

use tidegate_sdk::geo_licensing::DenialReason;

/// The languages there are texts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// `en`, also for everyone else.
    English,
    /// `de`
    German,
    /// `fr`
    French,
    /// `es`
    Spanish,
    /// `ja`
    Japanese,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::English, Self::German, Self::French, Self::Spanish, Self::Japanese];

    /// The BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Japanese => "ja",
        }
    }

    /// The first of a viewer's languages (comma-separated, by preference) that
    /// there are texts in, by its primary subtag; else English.
    #[must_use]
    pub fn of(languages: Option<&str>) -> Self {
        languages
            .unwrap_or_default()
            .split(',')
            .filter_map(|tag| tag.split('-').next())
            .find_map(|primary| {
                Self::ALL.into_iter().find(|language| primary.eq_ignore_ascii_case(language.tag()))
            })
            .unwrap_or(Self::English)
    }
}

/// What a text is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// A verdict of geo-licensing.
    Denied(DenialReason),
    /// Nothing in the ladder is within the licence.
    NoRendition,
    /// There must be an entitlement token.
    TokenMissing,
    /// The entitlement token is not accepted.
    TokenRefused,
    /// The node could not decide.
    Unavailable,
}

impl Message {
    /// One sentence for the viewer.
    #[must_use]
    pub const fn text(self, language: Language) -> &'static str {
        let [english, german, french, spanish, japanese] = self.texts();
        match language {
            Language::English => english,
            Language::German => german,
            Language::French => french,
            Language::Spanish => spanish,
            Language::Japanese => japanese,
        }
    }

    const fn texts(self) -> [&'static str; 5] {
        match self {
            Self::Denied(DenialReason::Territory) => [
                "This title is not licensed for viewing in your region.",
                "Dieser Titel ist für Ihre Region nicht lizenziert.",
                "Les droits de diffusion de ce titre ne couvrent pas votre région.",
                "Este título no tiene licencia para verse en su región.",
                "この作品は、お住まいの地域での配信が許諾されていません。",
            ],
            Self::Denied(DenialReason::NotYetAvailable) => [
                "This title is not available yet.",
                "Dieser Titel ist noch nicht verfügbar.",
                "Ce titre n’est pas encore disponible.",
                "Este título aún no está disponible.",
                "この作品はまだ配信されていません。",
            ],
            Self::Denied(DenialReason::NoLongerAvailable) => [
                "This title is no longer available.",
                "Dieser Titel ist nicht mehr verfügbar.",
                "Ce titre n’est plus disponible.",
                "Este título ya no está disponible.",
                "この作品の配信は終了しました。",
            ],
            Self::Denied(DenialReason::Network) => [
                "This title cannot be watched through a VPN, a proxy or a hosting network.",
                "Dieser Titel kann nicht über ein VPN, einen Proxy oder ein Hosting-Netz angesehen werden.",
                "Ce titre ne peut pas être regardé via un VPN, un proxy ou un réseau d’hébergement.",
                "Este título no se puede ver a través de una VPN, un proxy o una red de alojamiento.",
                "この作品は、VPN、プロキシ、またはホスティング事業者のネットワークからは視聴できません。",
            ],
            Self::Denied(DenialReason::PlaceUnknown) => [
                "Your region could not be determined, and this title is licensed by region.",
                "Ihre Region ließ sich nicht bestimmen, und dieser Titel ist nach Regionen lizenziert.",
                "Votre région n’a pas pu être déterminée, et ce titre est soumis à des droits régionaux.",
                "No se ha podido determinar su región, y este título tiene licencia por regiones.",
                "地域を特定できませんでした。この作品は地域ごとに配信が許諾されています。",
            ],
            Self::Denied(DenialReason::AssetNotLicensed) => [
                "This title is not offered here.",
                "Dieser Titel wird hier nicht angeboten.",
                "Ce titre n’est pas proposé ici.",
                "Este título no se ofrece aquí.",
                "この作品はこちらでは配信していません。",
            ],
            Self::Denied(DenialReason::Blackout) => [
                "This event cannot be shown in your area.",
                "Diese Veranstaltung darf in Ihrem Gebiet nicht gezeigt werden.",
                "Cet événement ne peut pas être diffusé dans votre zone.",
                "Este evento no se puede emitir en su zona.",
                "このイベントは、お住まいの地域では放映できません。",
            ],
            Self::Denied(DenialReason::Device) => [
                "This title is not licensed for this kind of device.",
                "Dieser Titel ist für diese Art von Gerät nicht lizenziert.",
                "Les droits de diffusion de ce titre ne couvrent pas ce type d’appareil.",
                "Este título no tiene licencia para este tipo de dispositivo.",
                "この作品は、この種類の端末での視聴が許諾されていません。",
            ],
            Self::Denied(DenialReason::Plan) => [
                "Your plan does not include this title.",
                "Ihr Tarif enthält diesen Titel nicht.",
                "Votre formule n’inclut pas ce titre.",
                "Su plan no incluye este título.",
                "ご契約のプランには、この作品は含まれていません。",
            ],
            Self::NoRendition => [
                "No version of this title is licensed for your region.",
                "Keine Fassung dieses Titels ist für Ihre Region lizenziert.",
                "Aucune version de ce titre n’est autorisée dans votre région.",
                "Ninguna versión de este título tiene licencia para su región.",
                "お住まいの地域で許諾されているバージョンがありません。",
            ],
            Self::TokenMissing => [
                "This title needs an access token. Please sign in.",
                "Für diesen Titel ist ein Zugangstoken nötig. Bitte melden Sie sich an.",
                "Ce titre nécessite un jeton d’accès. Veuillez vous connecter.",
                "Este título requiere un token de acceso. Inicie sesión.",
                "この作品の視聴にはアクセストークンが必要です。サインインしてください。",
            ],
            Self::TokenRefused => [
                "Your access token is not accepted.",
                "Ihr Zugangstoken wird nicht akzeptiert.",
                "Votre jeton d’accès n’est pas accepté.",
                "Su token de acceso no es válido.",
                "アクセストークンが受け付けられませんでした。",
            ],
            Self::Unavailable => [
                "This title cannot be served at the moment. Please try again shortly.",
                "Dieser Titel kann gerade nicht ausgeliefert werden. Bitte versuchen Sie es gleich noch einmal.",
                "Ce titre ne peut pas être servi pour le moment. Veuillez réessayer dans un instant.",
                "Este título no se puede ofrecer en este momento. Vuelva a intentarlo en breve.",
                "現在この作品を配信できません。しばらくしてからもう一度お試しください。",
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_with_texts_wins() {
        for (languages, expected) in [
            (None, Language::English),
            (Some("nl,fr-CA,de"), Language::French),
            (Some("JA-JP"), Language::Japanese),
            (Some("pt-BR"), Language::English),
            (Some("dex"), Language::English),
        ] {
            assert_eq!(Language::of(languages), expected, "{languages:?}");
        }
    }

    #[test]
    fn every_text_differs_in_every_language() {
        for message in [
            Message::Denied(DenialReason::Territory),
            Message::Denied(DenialReason::Network),
            Message::NoRendition,
            Message::TokenMissing,
            Message::TokenRefused,
            Message::Unavailable,
        ] {
            let texts: std::collections::BTreeSet<_> =
                Language::ALL.iter().map(|language| message.text(*language)).collect();
            assert_eq!(texts.len(), Language::ALL.len());
        }
    }
}
