//! The table of services: which method of which service a route stands for.

use anyhow::{Context, Result, bail};
use hookdesk_content::json::{Json, Object};

use super::openapi::{Api, Member, object};

/// One method and the routes that show it.
pub struct Method {
    /// The interface's full name.
    class: String,
    method: String,
    routes: Vec<Route>,
}

struct Route {
    /// `GET /V1/orders`.
    operation: String,
    more: Vec<(String, String)>,
    less: Vec<String>,
}

pub fn read(text: &str) -> Result<Vec<Method>> {
    let mut methods: Vec<Method> = Vec::new();
    let mut class = "";
    for (number, line) in text.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let at = || format!("services.txt, line {}", number + 1);
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            [name] => class = name,
            [method, verb, route, ref changes @ ..] => {
                let route = read_route(&format!("{verb} {route}"), changes).with_context(at)?;
                match methods.iter_mut().find(|known| known.class == class && known.method == method) {
                    Some(known) => known.routes.push(route),
                    None => methods.push(Method {
                        class: class.into(),
                        method: method.into(),
                        routes: vec![route],
                    }),
                }
            }
            _ => bail!("{}: neither a service nor a method", at()),
        }
    }
    Ok(methods)
}

fn read_route(operation: &str, changes: &[&str]) -> Result<Route> {
    let mut route = Route { operation: operation.to_owned(), more: Vec::new(), less: Vec::new() };
    for change in changes {
        match (change.strip_prefix('+').and_then(|c| c.split_once(':')), change.strip_prefix('-')) {
            (Some((name, kind)), _) => route.more.push((name.to_owned(), kind.to_owned())),
            (None, Some(name)) => route.less.push(name.to_owned()),
            _ => bail!("\"{change}\" is neither +name:type nor -name"),
        }
    }
    Ok(route)
}

/// An entry for each method.
pub fn entries(methods: &[Method], api: &Api) -> Result<Vec<Json<'static>>> {
    methods.iter().map(|method| entry(method, api)).collect()
}

fn entry(method: &Method, api: &Api) -> Result<Json<'static>> {
    let mut arguments: Option<Vec<Member>> = None;
    let mut result = None;
    for route in &method.routes {
        let operation =
            api.operations.get(&route.operation).with_context(|| format!("no route {}", route.operation))?;
        if let Some(less) =
            route.less.iter().find(|name| !operation.arguments.iter().any(|(n, _)| n == *name))
        {
            bail!("{} has no \"{less}\" to leave out", route.operation);
        }
        let more = route.more.iter().map(|(name, kind)| (name.clone(), Json::text(kind.clone())));
        let own = operation.arguments.iter().filter(|(name, _)| !route.less.contains(name)).cloned();
        let now: Vec<Member> = more.chain(own).collect();
        match &mut arguments {
            None => arguments = Some(now),
            Some(all) => all.retain(|(name, _)| now.iter().any(|(other, _)| other == name)),
        }
        result = result.or_else(|| operation.result.clone());
    }
    let mut entry = Object::default();
    entry.set("name", Json::text(name(&method.class, &method.method)?));
    entry.set("kind", Json::text("plugin"));
    entry.set("source", Json::text("openapi"));
    entry.set("service", Json::text(format!("{}::{}", method.class, method.method)));
    let route = method.routes.first().map(|route| route.operation.clone()).unwrap_or_default();
    let service = method.class.rsplit('\\').next().unwrap_or_default();
    if reads(&method.method) || service.starts_with("Get") {
        entry.set("reads", Json::Bool(true));
    }
    entry.set("route", Json::text(route));
    entry.set("data", object(&arguments.unwrap_or_default()));
    entry.set("result", result.unwrap_or_else(|| Json::text("mixed")));
    Ok(Json::Object(entry))
}

/// Adobe's list of methods leaves those out that only read (`webhooks:list:all Magento_Sales`).
fn reads(method: &str) -> bool {
    ["get", "is"].iter().any(|start| {
        method
            .strip_prefix(start)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(|c: char| c.is_uppercase()))
    })
}

/// `Magento\Quote\Api\CartManagementInterface`, `placeOrder` → `quote.api.cart_management.place_order`.
fn name(class: &str, method: &str) -> Result<String> {
    let class = class.strip_prefix("Magento\\").context("not one of Magento's services")?;
    let class = class.strip_suffix("Interface").unwrap_or(class);
    let parts: Vec<String> = class.split('\\').chain([method]).map(snake).collect();
    Ok(format!("plugin.magento.{}", parts.join(".")))
}

fn snake(camel: &str) -> String {
    let mut snake = String::new();
    for c in camel.chars() {
        if c.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}
