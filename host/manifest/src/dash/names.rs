//! Which elements matter, and the order that the schema gives siblings.

/// What an element is to reading and editing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Mpd,
    Period,
    AdaptationSet,
    Representation,
    BaseUrl,
    ContentSteering,
    PatchLocation,
    ServiceDescription,
    Latency,
    EventStream,
    InbandEventStream,
    Preselection,
    Subset,
    Label,
    Role,
    Accessibility,
    ContentComponent,
    ContentProtection,
    AudioChannelConfiguration,
    EssentialProperty,
    SupplementalProperty,
    SegmentTemplate,
    SegmentList,
    SegmentTimeline,
    /// `S` of a timeline, `SegmentURL` of a list.
    Segment,
    /// Of the schema, and nothing but a neighbour to insertions.
    Sibling,
    /// Nothing in it is looked at: foreign, or of no interest.
    Other,
}

/// Children of `MPD`, DASH-MPD.xsd `MPDtype`. No edition's schema has
/// `ContentSteering` here; ETSI TS 103 998 has it after the `BaseURL`s it steers.
const IN_MPD: &[(&str, Kind)] = &[
    ("ProgramInformation", Kind::Sibling),
    ("BaseURL", Kind::BaseUrl),
    ("ContentSteering", Kind::ContentSteering),
    ("Location", Kind::Sibling),
    ("PatchLocation", Kind::PatchLocation),
    ("ServiceDescription", Kind::ServiceDescription),
    ("InitializationSet", Kind::Sibling),
    ("InitializationGroup", Kind::Sibling),
    ("InitializationPresentation", Kind::Sibling),
    ("ContentProtection", Kind::Sibling),
    ("Period", Kind::Period),
    ("Metrics", Kind::Sibling),
    ("EssentialProperty", Kind::Sibling),
    ("SupplementalProperty", Kind::Sibling),
    ("UTCTiming", Kind::Sibling),
    ("LeapSecondInformation", Kind::Sibling),
];

/// Children of `Period`, DASH-MPD.xsd `PeriodType`.
const IN_PERIOD: &[(&str, Kind)] = &[
    ("BaseURL", Kind::BaseUrl),
    ("SegmentBase", Kind::Sibling),
    ("SegmentList", Kind::Sibling),
    ("SegmentTemplate", Kind::Sibling),
    ("AssetIdentifier", Kind::Sibling),
    ("EventStream", Kind::EventStream),
    ("ServiceDescription", Kind::ServiceDescription),
    ("ContentProtection", Kind::Sibling),
    ("AdaptationSet", Kind::AdaptationSet),
    ("Subset", Kind::Subset),
    ("SupplementalProperty", Kind::Sibling),
    ("EmptyAdaptationSet", Kind::Sibling),
    ("GroupLabel", Kind::Sibling),
    ("Preselection", Kind::Preselection),
];

/// Children of `AdaptationSet`, DASH-MPD.xsd `RepresentationBaseType` and
/// `AdaptationSetType`.
const IN_SET: &[(&str, Kind)] = &[
    ("FramePacking", Kind::Sibling),
    ("AudioChannelConfiguration", Kind::AudioChannelConfiguration),
    ("ContentProtection", Kind::ContentProtection),
    ("OutputProtection", Kind::Sibling),
    ("EssentialProperty", Kind::EssentialProperty),
    ("SupplementalProperty", Kind::SupplementalProperty),
    ("InbandEventStream", Kind::InbandEventStream),
    ("Switching", Kind::Sibling),
    ("RandomAccess", Kind::Sibling),
    ("GroupLabel", Kind::Sibling),
    ("Label", Kind::Label),
    ("ProducerReferenceTime", Kind::Sibling),
    ("ContentPopularityRate", Kind::Sibling),
    ("Resync", Kind::Sibling),
    ("Accessibility", Kind::Accessibility),
    ("Role", Kind::Role),
    ("Rating", Kind::Sibling),
    ("Viewpoint", Kind::Sibling),
    ("ContentComponent", Kind::ContentComponent),
    ("BaseURL", Kind::BaseUrl),
    ("SegmentBase", Kind::Sibling),
    ("SegmentList", Kind::SegmentList),
    ("SegmentTemplate", Kind::SegmentTemplate),
    ("Representation", Kind::Representation),
];

/// Children of `Representation` that say something of the track or that edits remove.
const IN_REPRESENTATION: &[(&str, Kind)] = &[
    ("AudioChannelConfiguration", Kind::AudioChannelConfiguration),
    ("ContentProtection", Kind::ContentProtection),
    ("EssentialProperty", Kind::EssentialProperty),
    ("SupplementalProperty", Kind::SupplementalProperty),
    ("InbandEventStream", Kind::InbandEventStream),
    ("BaseURL", Kind::BaseUrl),
    ("SegmentList", Kind::SegmentList),
    ("SegmentTemplate", Kind::SegmentTemplate),
];

/// A role of a component tells what it is for; what plays first is the set's matter.
const IN_COMPONENT: &[(&str, Kind)] =
    &[("Accessibility", Kind::Accessibility), ("Role", Kind::Accessibility)];

const IN_SERVICE: &[(&str, Kind)] =
    &[("Latency", Kind::Latency), ("ContentSteering", Kind::ContentSteering)];

const IN_ADDRESSING: &[(&str, Kind)] =
    &[("SegmentTimeline", Kind::SegmentTimeline), ("SegmentURL", Kind::Segment)];

impl Kind {
    fn children(self) -> &'static [(&'static str, Self)] {
        match self {
            Self::Mpd => IN_MPD,
            Self::Period => IN_PERIOD,
            Self::AdaptationSet => IN_SET,
            Self::Representation => IN_REPRESENTATION,
            Self::ContentComponent => IN_COMPONENT,
            Self::ServiceDescription => IN_SERVICE,
            Self::SegmentTemplate | Self::SegmentList => IN_ADDRESSING,
            _ => &[],
        }
    }

    /// What a child of this element is, and its rank among siblings.
    pub(super) fn child(self, name: &str) -> (Self, u8) {
        if self == Self::SegmentTimeline {
            return (if name == "S" { Self::Segment } else { Self::Other }, 0);
        }
        let known = self.children().iter().zip(0..).find(|((known, _), _)| *known == name);
        known.map_or((Self::Other, 0), |((_, kind), rank)| (*kind, rank))
    }

    /// The rank of a child among siblings, for what is inserted.
    pub(super) fn rank(self, kind: Self) -> u8 {
        let found = self.children().iter().zip(0..).find(|((_, known), _)| *known == kind);
        found.map_or(0, |(_, rank)| rank)
    }

    /// Whether an element in this one is kept track of: that it is known where
    /// it is, to edit it or to insert beside it.
    pub(super) fn keeps(self, child: Self) -> bool {
        match self {
            Self::Mpd | Self::Period | Self::AdaptationSet => child != Self::Other,
            Self::Representation => matches!(child, Self::BaseUrl | Self::InbandEventStream),
            Self::ServiceDescription => child == Self::ContentSteering,
            _ => false,
        }
    }
}
