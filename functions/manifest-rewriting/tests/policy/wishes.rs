//! Profiles, accessibility and forced subtitles.

use tidegate_sdk::manifest_rewriting::{Autoselect, Edit, Roles, Track};
use tidegate_sdk::types::{Accessibility, Facts, Limits, Preferences};

use crate::support::{speaking, video};
use crate::{audio, dubbed, edits, edits_by, subtitles, wanting};

fn choosing(audio: Option<&str>, subtitles: Option<&str>, original_audio: bool) -> Preferences {
    let text = |text: &str| text.to_owned();
    Preferences { audio: audio.map(text), subtitles: subtitles.map(text), original_audio }
}

fn with(preferences: Preferences, languages: &str) -> Facts {
    Facts { preferences: Some(preferences), ..speaking(languages) }
}

fn role(roles: Roles, track: Track<'static>) -> Track<'static> {
    Track { roles, ..track }
}

const FOREIGN: &str = r#"{"subtitles-default":"foreign"}"#;

scenarios! {
    fn the_profile_goes_before_the_player() {
        let german = with(choosing(Some("de"), None, false), "fr");
        let order = Edit::Order(vec![3, 4, 1, 2]);
        assert_eq!(edits(&german, &dubbed()), [order, Edit::SetDefault(3)]);
        let japanese = with(choosing(Some("ja"), None, false), "fr");
        let order = Edit::Order(vec![4, 1, 3, 2]);
        assert_eq!(edits(&japanese, &dubbed()), [order, Edit::SetDefault(4)], "what is left of it");
    }

    fn subtitles_have_languages_of_their_own() {
        let tracks = [audio(0, "en"), audio(1, "de"), subtitles(2, "en"), subtitles(3, "de")];
        let facts = with(choosing(Some("de"), Some("en"), false), "fr");
        let expected = [Edit::Order(vec![1, 0]), Edit::SetDefault(1)];
        assert_eq!(edits(&facts, &tracks), expected, "English subtitles are first already");
        let facts = with(choosing(Some("de"), None, false), "fr");
        assert_eq!(edits(&facts, &tracks)[2], Edit::Order(vec![3, 2]), "or those of the audio");
    }

    fn the_original_goes_first_if_it_is_wished_for() {
        let wish = || with(choosing(None, None, true), "fr");
        let marked = [
            Track { is_default: true, ..audio(0, "fr") },
            role(Roles::ORIGINAL, audio(1, "ja")),
            audio(2, "en"),
        ];
        let both = [Edit::Order(vec![1, 0, 2]), Edit::SetDefault(1)];
        assert_eq!(edits(&wish(), &marked), both);
        assert_eq!(edits(&Facts { languages: None, ..wish() }, &marked), both);
        let dubs = [
            Track { is_default: true, ..role(Roles::DUB, audio(0, "fr")) },
            audio(1, "ja"),
            role(Roles::DUB, audio(2, "en")),
        ];
        assert_eq!(edits(&wish(), &dubs), both, "what is not dubbed");
        assert_eq!(edits(&speaking("fr"), &marked), [], "not unasked");
        let unmarked = dubbed();
        let said = edits(&wish(), &unmarked);
        assert_eq!(said, [Edit::Order(vec![1, 4, 3, 2])], "the default's language");
    }

    fn the_original_is_not_described_unasked() {
        let tracks = [
            role(Roles::ORIGINAL | Roles::DESCRIBED_AUDIO, audio(0, "ja")),
            Track { is_default: true, ..role(Roles::ORIGINAL, audio(1, "ja")) },
        ];
        let facts = with(choosing(None, None, true), "ja");
        assert_eq!(edits(&facts, &tracks), [Edit::Order(vec![1, 0])]);
        let facts = Facts { accessibility: Some(Accessibility::DESCRIBED_AUDIO), ..facts };
        assert_eq!(edits(&facts, &tracks), [Edit::SetDefault(0)]);
    }

    fn clean_audio_is_default_for_those_who_want_it() {
        let tracks = [
            Track { is_default: true, ..audio(0, "en") },
            role(Roles::ENHANCED_SPEECH, audio(1, "en")),
            role(Roles::DESCRIBED_AUDIO, audio(2, "en")),
            role(Roles::DESCRIBED_AUDIO | Roles::ENHANCED_SPEECH, audio(3, "en")),
        ];
        let best = |wishes| edits(&wanting(wishes, Some("en")), &tracks)[1].clone();
        assert_eq!(best(Accessibility::ENHANCED_SPEECH), Edit::SetDefault(1));
        assert_eq!(best(Accessibility::DESCRIBED_AUDIO), Edit::SetDefault(2));
        assert_eq!(best(Accessibility::DESCRIBED_AUDIO | Accessibility::ENHANCED_SPEECH), Edit::SetDefault(3));
        assert_eq!(edits(&speaking("en"), &tracks), [], "not unasked");
    }

    fn a_commentary_is_never_the_default() {
        let tracks = [
            role(Roles::COMMENTARY, audio(0, "fr")),
            Track { is_default: true, ..audio(1, "en") },
            audio(2, "fr"),
        ];
        assert_eq!(edits(&speaking("fr"), &tracks), [Edit::Order(vec![2, 1, 0]), Edit::SetDefault(2)]);
    }

    fn forced_subtitles_go_by_the_audio_that_plays() {
        let forced = |id, language| Track {
            autoselect: false,
            ..role(Roles::FORCED, subtitles(id, language))
        };
        let tracks = [
            Track { is_default: true, ..audio(0, "en") },
            role(Roles::ORIGINAL, audio(1, "ja")),
            subtitles(2, "fr"),
            forced(3, "fr"),
            forced(4, "en"),
            forced(5, "ja"),
        ];
        let choosable = |track| Edit::SetAutoselect(Autoselect { track, value: true });
        // English audio plays: French is not offered.
        let english = [Edit::Order(vec![2, 4, 3, 5]), choosable(4)];
        assert_eq!(edits(&speaking("fr"), &tracks), english);
        let original = with(choosing(None, None, true), "fr");
        let japanese = [
            Edit::Order(vec![1, 0]),
            Edit::SetDefault(1),
            Edit::Order(vec![2, 5, 3, 4]),
            choosable(5),
        ];
        assert_eq!(edits(&original, &tracks), japanese);
    }

    fn forced_subtitles_go_by_the_viewer_where_the_audio_is_of_no_known_language() {
        let described = role(Roles::DESCRIBED_AUDIO, audio(0, "en"));
        let silent = Track { language: None, ..audio(1, "") };
        let forced = Track { autoselect: false, ..role(Roles::FORCED, subtitles(2, "fr")) };
        let [described, silent] =
            [described, silent].map(|track| Track { is_default: true, ..track });
        let choosable = Edit::SetAutoselect(Autoselect { track: 2, value: true });
        let once = [Edit::Order(vec![1, 0]), choosable.clone()];
        let before = [described, silent, forced];
        assert_eq!(edits(&speaking("en,fr"), &before), once);
        let after = [silent, described, forced];
        assert_eq!(edits(&speaking("en,fr"), &after), [choosable], "in either order");
    }

    fn forced_means_nothing_of_audio() {
        let tracks = [
            role(Roles::EASY_TO_READ, audio(0, "en-US")),
            Track { is_default: true, ..role(Roles::FORCED, audio(1, "en")) },
        ];
        let original = with(choosing(Some("en"), None, true), "en");
        assert_eq!(edits(&original, &tracks), [Edit::Order(vec![1, 0])], "it may be the default");
    }

    fn subtitles_are_shown_where_the_audio_is_foreign() {
        let tracks = [
            Track { is_default: true, ..audio(0, "en") },
            role(Roles::ORIGINAL, audio(1, "ja")),
            subtitles(2, "en"),
            subtitles(3, "fr"),
        ];
        let said = |facts: &Facts| edits_by(FOREIGN, facts, &Limits::NONE, &tracks);
        let french = [Edit::Order(vec![3, 2]), Edit::SetDefault(3)];
        assert_eq!(said(&speaking("fr")), french);
        assert_eq!(said(&speaking("en,fr")), [], "English is understood");
        let original = with(choosing(None, None, true), "en");
        assert_eq!(said(&original)[2], Edit::SetDefault(2), "Japanese is not");
        assert_eq!(said(&Facts::NOTHING), [], "nobody knows");
        assert_eq!(edits(&speaking("fr"), &tracks), french[..1]);
    }

    fn licensed_languages_are_a_limit_and_take_silent_variants_along() {
        let limits = Limits {
            audio_languages: Some("fr".to_owned()),
            subtitle_languages: Some(String::new()),
            ..Limits::NONE
        };
        let other = Track { audio_group: Some(1), ..video(1, 360, 1) };
        let english = Track { group: Some(1), ..audio(4, "en") };
        let tracks =
            [video(0, 360, 1), other, audio(2, "fr-CA"), audio(3, "en"), english, subtitles(5, "fr")];
        let drops = [1, 3, 4, 5].map(Edit::Drop);
        assert_eq!(edits_by("{}", &Facts::NOTHING, &limits, &tracks), drops);
    }
}
