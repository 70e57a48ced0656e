//! Viewers who have something of each kind, and unions of them.

use super::{Devices, Local, Places};

/// The most regions of a union.
pub const MAX_REGIONS: usize = 256;

/// Viewers of whom all of this holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// The country and the subdivision.
    pub places: Places,
    /// The class of device.
    pub devices: Devices,
    /// Whether there is a verified subscription plan; `None`: either way.
    pub plan: Option<bool>,
    /// In each of these.
    pub inside: Vec<Local>,
    /// In none of these.
    pub outside: Local,
}

/// A union of regions; none of them is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Regions(Vec<Region>);

/// What combining may still cost, in things named; a document decides about it.
#[derive(Clone, Copy, Debug)]
pub struct Budget(usize);

impl Budget {
    /// So many things.
    #[must_use]
    pub fn new(things: usize) -> Self {
        Self(things)
    }

    /// Takes some off. `None`: there are not as many.
    pub fn spend(&mut self, things: usize) -> Option<()> {
        self.0 = self.0.checked_sub(things)?;
        Some(())
    }
}

impl Region {
    /// Everybody.
    #[must_use]
    pub fn everybody() -> Self {
        Self {
            places: Places::everywhere(),
            devices: Devices::ALL,
            plan: None,
            inside: Vec::new(),
            outside: Local::default(),
        }
    }

    /// Whether it is everybody.
    #[must_use]
    pub fn is_everybody(&self) -> bool {
        *self == Self::everybody()
    }

    fn size(&self) -> usize {
        let inside: usize = self.inside.iter().map(Local::size).sum();
        1 + self.places.size() + inside + self.outside.size()
    }

    fn is_empty(&self) -> bool {
        self.places.is_nowhere()
            || self.devices == Devices::NONE
            || self.inside.iter().any(Local::is_empty)
    }

    /// The viewers in both, if there are any.
    fn and(&self, other: &Self) -> Option<Self> {
        let plan = match (self.plan, other.plan) {
            (Some(one), Some(other)) if one != other => return None,
            (one, other) => one.or(other),
        };
        let mut both = Self {
            places: self.places.and(&other.places),
            devices: self.devices.and(other.devices),
            plan,
            inside: self.inside.clone(),
            outside: self.outside.clone(),
        };
        both.outside.add(&other.outside);
        for local in &other.inside {
            let met = both
                .inside
                .iter()
                .enumerate()
                .find_map(|(at, known)| known.and(local).map(|met| (at, met)));
            match met.and_then(|(at, met)| both.inside.get_mut(at).map(|known| (known, met))) {
                Some((known, met)) => *known = met,
                None => both.inside.push(local.clone()),
            }
        }
        (!both.is_empty()).then_some(both)
    }

    /// Everybody else.
    fn not(&self) -> Regions {
        let everybody = Self::everybody();
        let mut others = Regions::default();
        let mut add = |region: Self| {
            if !region.is_empty() {
                others.0.push(region);
            }
        };
        add(Self { places: self.places.not(), ..everybody.clone() });
        add(Self { devices: self.devices.others(), ..everybody.clone() });
        if let Some(plan) = self.plan {
            add(Self { plan: Some(!plan), ..everybody.clone() });
        }
        for local in &self.inside {
            add(Self { outside: local.clone(), ..everybody.clone() });
        }
        if !self.outside.is_empty() {
            add(Self { inside: vec![self.outside.clone()], ..everybody });
        }
        others
    }

    /// Takes another region in, if the union of both is a region.
    fn absorb(&mut self, other: &Self) -> bool {
        if self.plan != other.plan || self.outside != other.outside {
            return false;
        }
        let places = self.places == other.places;
        let devices = self.devices == other.devices;
        let inside = self.inside == other.inside;
        match (places, devices, inside) {
            (_, true, true) => self.places = self.places.or(&other.places),
            (true, _, true) => self.devices = self.devices.or(other.devices),
            (true, true, false) => match (self.inside.as_mut_slice(), other.inside.as_slice()) {
                ([one], [other]) => one.add(other),
                _ => return false,
            },
            _ => return false,
        }
        true
    }
}

impl Regions {
    /// Nobody.
    #[must_use]
    pub fn nobody() -> Self {
        Self::default()
    }

    /// Everybody.
    #[must_use]
    pub fn everybody() -> Self {
        Self(vec![Region::everybody()])
    }

    /// One region.
    #[must_use]
    pub fn of(region: Region) -> Self {
        if region.is_empty() { Self::nobody() } else { Self(vec![region]) }
    }

    /// Whether it is everybody, and known to be.
    #[must_use]
    pub fn is_everybody(&self) -> bool {
        self.0.iter().any(Region::is_everybody)
    }

    /// The regions.
    #[must_use]
    pub fn list(&self) -> &[Region] {
        &self.0
    }

    fn size(&self) -> usize {
        self.0.iter().map(Region::size).sum()
    }

    /// Adds those of others. `None`: there are too many.
    pub fn or(&mut self, others: &Self, budget: &mut Budget) -> Option<()> {
        for region in &others.0 {
            budget.spend(region.size() + self.0.len())?;
            if !self.0.iter_mut().any(|known| known.absorb(region)) {
                if self.0.len() == MAX_REGIONS {
                    return None;
                }
                self.0.push(region.clone());
            }
        }
        Some(())
    }

    /// Those who are in both. `None`: there are too many regions.
    pub fn and(&self, others: &Self, budget: &mut Budget) -> Option<Self> {
        let cost = self.size().checked_mul(others.0.len())?;
        budget.spend(cost.saturating_add(others.size().checked_mul(self.0.len())?))?;
        let mut both = Self::nobody();
        for one in &self.0 {
            for other in &others.0 {
                if let Some(region) = one.and(other) {
                    both.or(&Self(vec![region]), budget)?;
                }
            }
        }
        Some(both)
    }

    /// Everybody else. `None`: there are too many regions.
    pub fn not(&self, budget: &mut Budget) -> Option<Self> {
        let mut others = Self::everybody();
        for region in &self.0 {
            others = others.and(&region.not(), budget)?;
        }
        Some(others)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zip(code: &str) -> Region {
        Region { inside: vec![Local::zip(code)], ..Region::everybody() }
    }

    #[test]
    fn likes_become_one_region() {
        let mut budget = Budget::new(10_000);
        let mut zips = Regions::nobody();
        for code in ["80202", "80203", "80204"] {
            zips.or(&Regions::of(zip(code)), &mut budget).unwrap();
        }
        assert_eq!(zips.list().len(), 1);
        let others = zips.not(&mut budget).unwrap();
        assert_eq!(others.list().len(), 1);
        assert_eq!(others.not(&mut budget).unwrap(), zips);
    }

    #[test]
    fn who_is_in_nothing_is_nobody() {
        let mut budget = Budget::new(10_000);
        let (one, other) = (Regions::of(zip("80202")), Regions::of(zip("10001")));
        assert_eq!(one.and(&other, &mut budget), Some(Regions::nobody()));
        assert_eq!(Regions::everybody().not(&mut budget), Some(Regions::nobody()));
        assert!(Regions::nobody().not(&mut budget).unwrap().is_everybody());
    }

    #[test]
    fn what_would_grow_is_given_up() {
        let one = Regions::of(zip("80202"));
        assert_eq!(one.and(&one, &mut Budget::new(3)), None);
    }
}
