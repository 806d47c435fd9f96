//! Magento's OpenAPI file (Swagger 2.0, YAML): its types, and what each route takes and answers.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use hookdesk_content::json::{Json, Object};
use yaml_rust2::yaml::Hash;
use yaml_rust2::{Yaml, YamlLoader};

/// A member and its type.
pub type Member = (String, Json<'static>);

/// What a route takes and answers.
pub struct Operation {
    pub arguments: Vec<Member>,
    /// None where no answer is described.
    pub result: Option<Json<'static>>,
}

/// The file.
pub struct Api {
    pub types: Vec<Member>,
    /// By method and route: `GET /V1/orders`.
    pub operations: BTreeMap<String, Operation>,
}

pub fn read(text: &str) -> Result<Api> {
    let documents = YamlLoader::load_from_str(text)?;
    let api = documents.first().context("the OpenAPI file is empty")?;
    let types = map(api, "definitions").context("no definitions")?;
    let types = types.iter().filter_map(|(name, schema)| Some((name.as_str()?.to_owned(), node(schema))));
    let mut operations = BTreeMap::new();
    for (route, verbs) in map(api, "paths").context("no paths")? {
        let (Some(route), Some(verbs)) = (route.as_str(), verbs.as_hash()) else { continue };
        for (verb, operation) in verbs {
            let Some(verb) = verb.as_str() else { continue };
            operations.insert(format!("{} {route}", verb.to_uppercase()), read_operation(operation));
        }
    }
    Ok(Api { types: types.collect(), operations })
}

fn map<'a>(yaml: &'a Yaml, key: &str) -> Option<&'a Hash> {
    yaml[key].as_hash()
}

fn read_operation(operation: &Yaml) -> Operation {
    let mut arguments: Vec<Member> = Vec::new();
    for parameter in operation["parameters"].as_vec().into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default();
        if parameter["in"].as_str() == Some("body") {
            let body = map(&parameter["schema"], "properties");
            arguments.extend(
                body.into_iter().flatten().filter_map(|(k, v)| Some((k.as_str()?.to_owned(), node(v)))),
            );
            continue;
        }
        // `searchCriteria[pageSize]` and its like are one argument.
        let (name, node) = match name.split_once('[') {
            Some((name @ ("searchCriteria" | "criteria"), _)) => {
                (name, Json::text("@framework-search-criteria-interface"))
            }
            Some((name, _)) => (name, Json::text("array")),
            None => (name, node(parameter)),
        };
        if !arguments.iter().any(|(known, _)| known == name) {
            arguments.push((name.to_owned(), node));
        }
    }
    let answers = &operation["responses"];
    let answer = ["200", "202"].iter().find_map(|status| {
        let schema = &answers[*status]["schema"];
        (!schema.is_badvalue()).then(|| node(schema))
    });
    Operation { arguments, result: answer }
}

/// A schema in the catalogue's words: `"int"`, `"string[]"`, `"@type"`, `["@type"]`, `{…}`.
fn node(schema: &Yaml) -> Json<'static> {
    if let Some(reference) = schema["$ref"].as_str() {
        return Json::text(format!("@{}", reference.rsplit('/').next().unwrap_or_default()));
    }
    match schema["type"].as_str() {
        Some("integer") => Json::text("int"),
        Some("number") => Json::text("float"),
        Some("boolean") => Json::text("bool"),
        Some("array") => match node(&schema["items"]) {
            // A list of no known element.
            Json::Text(text) if text == "mixed" => Json::text("array"),
            Json::Text(text) if !text.starts_with('@') => Json::text(format!("{text}[]")),
            other => Json::List(vec![other]),
        },
        Some("object") => {
            let members = map(schema, "properties").into_iter().flatten();
            Json::Object(
                members.filter_map(|(k, v)| Some((k.as_str()?.to_owned().into(), node(v)))).collect(),
            )
        }
        Some(other) => Json::text(other.to_owned()),
        None => Json::text("mixed"),
    }
}

/// Members as an object.
pub fn object(members: &[Member]) -> Json<'static> {
    Json::Object(
        members.iter().map(|(name, node)| (name.clone().into(), node.clone())).collect::<Object<'static>>(),
    )
}
