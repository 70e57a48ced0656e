//! Reading an expression: `||` binds less than `&&`, that less than `!`.

use super::super::FilterError;
use super::super::cursor::{Cursor, MAX_EXPRESSION};
use super::{Expression, Filter, NAMES, Name, OPERATORS, Operator, Value};

/// How deep parentheses and `!` may nest.
const MAX_DEPTH: u32 = 32;

const WANTS_NAME: &str = "true, false, or a name: type, systemBitrate, systemLanguage, FourCC, \
    MaxWidth, MaxHeight, DisplayWidth, DisplayHeight, width, height, channels, SamplingRate, \
    frameRate, avc_profile, avc_level, trackName or role";

/// `profile_idc`s by name.
const PROFILES: &[(&str, u64)] =
    &[("AVC_PROFILE_BASELINE", 66), ("AVC_PROFILE_MAIN", 77), ("AVC_PROFILE_HIGH", 100)];

impl Filter {
    pub(in crate::filter) fn parse(expression: &str) -> Result<Self, FilterError> {
        let mut cursor = Cursor::new(expression, MAX_EXPRESSION, "at most 2,048 characters")?;
        let filter = any(&mut cursor, 0)?;
        match cursor.is_at_end() {
            true => Ok(Self(filter)),
            false => Err(cursor.wants("&&, || or the end")),
        }
    }
}

fn any(cursor: &mut Cursor<'_>, depth: u32) -> Result<Expression, FilterError> {
    chain(cursor, ["||", "|"], Expression::Or, |cursor| all(cursor, depth))
}

fn all(cursor: &mut Cursor<'_>, depth: u32) -> Result<Expression, FilterError> {
    chain(cursor, ["&&", "&"], Expression::And, |cursor| one(cursor, depth))
}

/// Parts between operators; a part that is alone is itself.
fn chain<'e>(
    cursor: &mut Cursor<'e>,
    operators: [&str; 2],
    join: impl Fn(Vec<Expression>) -> Expression,
    part: impl Fn(&mut Cursor<'e>) -> Result<Expression, FilterError>,
) -> Result<Expression, FilterError> {
    let first = part(cursor)?;
    let mut parts = Vec::new();
    while operators.iter().any(|operator| cursor.takes(operator)) {
        parts.push(part(cursor)?);
    }
    if parts.is_empty() {
        return Ok(first);
    }
    parts.insert(0, first);
    Ok(join(parts))
}

fn one(cursor: &mut Cursor<'_>, depth: u32) -> Result<Expression, FilterError> {
    cursor.skip_spaces();
    if depth == MAX_DEPTH {
        return Err(cursor.wants("at most 32 levels of parentheses"));
    }
    let expression = if cursor.takes("!") {
        Expression::Not(Box::new(one(cursor, depth + 1)?))
    } else if cursor.takes("(") {
        let inner = any(cursor, depth + 1)?;
        if !cursor.takes(")") {
            return Err(cursor.wants("&&, || or a closing parenthesis"));
        }
        inner
    } else {
        comparison(cursor)?
    };
    cursor.skip_spaces();
    Ok(expression)
}

fn comparison(cursor: &mut Cursor<'_>) -> Result<Expression, FilterError> {
    let start = *cursor;
    let word = word(cursor);
    for (constant, value) in [("true", true), ("false", false)] {
        if word.eq_ignore_ascii_case(constant) {
            return Ok(Expression::Constant(value));
        }
    }
    let name = NAMES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(word))
        .map(|(_, name)| *name)
        .ok_or_else(|| start.wants(WANTS_NAME))?;
    cursor.skip_spaces();
    let before = *cursor;
    let operator = OPERATORS
        .iter()
        .find(|(operator, _)| cursor.takes(operator))
        .map(|(_, operator)| *operator)
        .ok_or_else(|| before.wants("==, !=, <, <=, > or >="))?;
    if name.is_text() && !matches!(operator, Operator::Equal | Operator::Unequal) {
        return Err(before.wants("== or !="));
    }
    cursor.skip_spaces();
    Ok(Expression::Compare(name, operator, value(cursor, name)?))
}

fn value(cursor: &mut Cursor<'_>, name: Name) -> Result<Value, FilterError> {
    let start = *cursor;
    if !name.is_text() {
        if name == Name::AvcProfile
            && !cursor.rest().starts_with(|char: char| char.is_ascii_digit())
        {
            let word = word(cursor);
            let found = PROFILES.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
            let wanted = "AVC_PROFILE_BASELINE, AVC_PROFILE_MAIN, AVC_PROFILE_HIGH or a number";
            let (_, profile) = found.ok_or_else(|| start.wants(wanted))?;
            return Ok(Value::Number(profile * 1000));
        }
        return Ok(Value::Number(cursor.thousandths()?));
    }
    if !cursor.takes("\"") {
        return Err(cursor.wants("a text in double quotes"));
    }
    let text = cursor.take_while(|char| char != '"');
    if !cursor.takes("\"") {
        return Err(cursor.wants("a closing double quote"));
    }
    Ok(Value::Text(text.to_owned()))
}

fn word<'e>(cursor: &mut Cursor<'e>) -> &'e str {
    cursor.take_while(|char| char.is_ascii_alphanumeric() || char == '_')
}
