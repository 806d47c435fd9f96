//! An object of a call, its members taken by their names; what nobody took is unknown.

use crate::definition::Verb;
use crate::files::attributes::is_plain_name;
use crate::json::{Json, Object, Step};

use super::Refused;

/// An object being read.
pub struct Part<'j> {
    object: &'j Object<'j>,
    path: Vec<Step>,
    taken: Vec<&'static str>,
}

impl<'j> Part<'j> {
    pub fn of(json: &'j Json<'j>, path: &[Step]) -> Result<Self, Refused> {
        match json {
            Json::Object(object) => Ok(Self { object, path: path.to_vec(), taken: Vec::new() }),
            Json::Null => Err(Refused::required(path)),
            _ => Err(Refused::wrong_type(path, "object")),
        }
    }

    pub fn at(&self, key: &str) -> Vec<Step> {
        let mut path = self.path.clone();
        path.push(Step::Key(key.to_owned()));
        path
    }

    /// What stands there; null is as good as nothing.
    fn take(&mut self, key: &'static str) -> Option<&'j Json<'j>> {
        self.taken.push(key);
        self.object.get(key).filter(|json| **json != Json::Null)
    }

    pub fn name(&mut self, key: &'static str) -> Result<String, Refused> {
        let name = self.needed(key)?;
        let message = "\"%fieldName\" must contain English alphanumeric characters and underscores (_) only.";
        if is_plain_name(&name) { Ok(name) } else { Err(Refused::value(&self.at(key), message, &name)) }
    }

    pub fn text(&mut self, key: &'static str) -> Result<Option<String>, Refused> {
        match self.take(key) {
            None => Ok(None),
            Some(Json::Text(text)) => Ok(Some(text.to_string())),
            Some(_) => Err(Refused::wrong_type(&self.at(key), "string")),
        }
    }

    /// Text, or a number or a boolean in its place, as Magento makes text of both.
    pub fn plain(&mut self, key: &'static str) -> Result<Option<String>, Refused> {
        match self.take(key) {
            Some(Json::Number(number)) => Ok(Some(number.to_string())),
            Some(Json::Bool(value)) => Ok(Some(if *value { "1" } else { "0" }.to_owned())),
            _ => self.text(key),
        }
    }

    pub fn needed(&mut self, key: &'static str) -> Result<String, Refused> {
        let text = self.text(key)?.filter(|text| !text.trim().is_empty());
        text.ok_or_else(|| Refused::required(&self.at(key)))
    }

    /// A number, or its text.
    pub fn number<T: std::str::FromStr + Default>(
        &mut self,
        key: &'static str,
        kind: &str,
    ) -> Result<T, Refused> {
        let number = match self.take(key) {
            None => return Ok(T::default()),
            Some(Json::Number(text) | Json::Text(text)) => text.trim().parse().ok(),
            Some(_) => None,
        };
        number.ok_or_else(|| Refused::wrong_type(&self.at(key), kind))
    }

    pub fn count(&mut self, key: &'static str) -> Result<u32, Refused> {
        let number: i64 = self.number(key, "int")?;
        let message = "\"%fieldName\" must be a non-negative integer, at most 4294967295.";
        u32::try_from(number).map_err(|_| Refused::new(&self.at(key), message))
    }

    pub fn flag(&mut self, key: &'static str) -> Result<Option<bool>, Refused> {
        let flag = match self.take(key) {
            None => return Ok(None),
            Some(Json::Bool(flag)) => Some(*flag),
            Some(Json::Number(text) | Json::Text(text)) => match text.as_ref() {
                "1" | "true" => Some(true),
                "0" | "false" => Some(false),
                _ => None,
            },
            Some(_) => None,
        };
        flag.map(Some).ok_or_else(|| Refused::wrong_type(&self.at(key), "boolean"))
    }

    pub fn verb(&mut self) -> Result<Option<Verb>, Refused> {
        match self.text("method")?.filter(|verb| !verb.is_empty()) {
            None => Ok(None),
            Some(text) => match Verb::parse(&text) {
                Some(verb) => Ok(Some(verb)),
                None => {
                    let message = "\"%value\" is not a supported HTTP method. \"%fieldName\" must be POST, PUT, GET or DELETE.";
                    Err(Refused::value(&self.at("method"), message, &text))
                }
            },
        }
    }

    pub fn list<T>(
        &mut self,
        key: &'static str,
        read: fn(&mut Part<'_>) -> Result<T, Refused>,
        unknown: &mut Vec<Vec<Step>>,
    ) -> Result<Vec<T>, Refused> {
        let items = match self.take(key) {
            None => return Ok(Vec::new()),
            Some(Json::List(items)) => items,
            Some(_) => return Err(Refused::wrong_type(&self.at(key), "array")),
        };
        let mut read_items = Vec::with_capacity(items.len());
        for (n, item) in items.iter().enumerate() {
            let mut path = self.at(key);
            path.push(Step::Index(n));
            let mut part = Part::of(item, &path)?;
            read_items.push(read(&mut part)?);
            part.finish(unknown);
        }
        Ok(read_items)
    }

    pub fn inside<T>(
        &mut self,
        key: &'static str,
        read: fn(&mut Part<'_>) -> Result<T, Refused>,
        unknown: &mut Vec<Vec<Step>>,
    ) -> Result<Option<T>, Refused> {
        let Some(json) = self.take(key) else { return Ok(None) };
        let mut part = Part::of(json, &self.at(key))?;
        let value = read(&mut part)?;
        part.finish(unknown);
        Ok(Some(value))
    }

    pub fn finish(self, unknown: &mut Vec<Vec<Step>>) {
        for (key, _) in self.object.iter().filter(|(key, _)| !self.taken.contains(key)) {
            unknown.push(self.at(key));
        }
    }
}
