//! Documents, references between them, and paths.

use super::*;

#[test]
fn references_to_components_of_every_kind_are_followed() {
    let generated = good(
        "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /things/{id}:
    $ref: '#/components/x-paths/thing'
components:
  x-paths:
    thing:
      parameters: [{$ref: '#/components/parameters/Id'}]
      put:
        tags: [things]
        summary: Update thing
        parameters: [{$ref: '#/components/parameters/Alias'}]
        requestBody: {$ref: '#/components/requestBodies/Thing'}
        responses:
          '200': {$ref: '#/components/responses/Thing'}
          default: {$ref: '#/components/responses/Problem'}
  parameters:
    Id: {name: id, in: path, required: true, schema: {$ref: '#/components/schemas/Id'}}
    Alias: {$ref: '#/components/parameters/Page'}
    Page: {name: page, in: query, schema: {type: integer}}
  requestBodies:
    Thing: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
  headers:
    Limit: {schema: {type: integer}}
  examples:
    Some: {value: {id: 1}}
  responses:
    Thing:
      description: OK
      headers: {X-Limit: {$ref: '#/components/headers/Limit'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Thing'}
          examples: {some: {$ref: '#/components/examples/Some'}}
    Problem: {description: bad, content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
  schemas:
    Id: {type: integer}
    Thing: {type: object, required: [id], properties: {id: {$ref: '#/components/schemas/Id'}, name: {type: string}}}
    Problem: {type: object, properties: {message: {type: string}}}
",
    );
    let update = operation(&generated, "UpdateThing");
    let parameters: Vec<_> = update.parameters.iter().map(|p| p.ident.as_str()).collect();
    assert_eq!(parameters, ["id", "page"]);
    assert_eq!(update.parameters[0].ty, TypeRef::Id("ThingId".into()));
    assert_eq!(short(&update.body.as_ref().unwrap().ty), "ThingInput");
    assert!(matches!(&update.response.payload, Payload::Json(ty) if short(ty) == "Thing"));
    assert_eq!(fields(&generated, "Thing"), ["id: Integer", "name: String"]);
}

#[test]
fn references_lead_to_other_files_of_the_set_and_no_further() {
    let api = responding("{$ref: 'parts/schemas.yaml#/Thing'}", "{}");
    let parts = "Thing: {type: object, properties: {owner: {$ref: '#/Owner'}, other: {$ref: '../more.yaml'}}}
Owner: {type: object, properties: {name: {type: string}}}";
    let more = "{type: object, properties: {size: {type: integer}}}";
    let files = [
        ("api.yaml", api.as_str()),
        ("parts/schemas.yaml", parts),
        ("more.yaml", more),
    ];
    let generated = run(&files).unwrap_or_else(|problems| panic!("{}", reported(&problems)));
    assert_eq!(fields(&generated, "Thing").len(), 2);
    assert_eq!(fields(&generated, "Owner"), ["name: String"]);
    assert_eq!(refused(&api), ["dangling-ref"]);
    let remote = responding("{$ref: 'https://example.com/a.yaml'}", "{}");
    assert_eq!(refused(&remote), ["remote-ref"]);
}

#[test]
fn parameters_and_servers_of_a_path_hold_for_its_operations() {
    let generated = good(
        "openapi: 3.0.3
info: {title: T, version: '1'}
servers: [{url: 'https://a.example'}]
paths:
  /things/{id}:
    servers: [{url: 'https://b.example'}]
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}, {name: q, in: query, schema: {type: string}}]
    head: {tags: [things], summary: Check thing, responses: {'200': {description: OK}}}
    options: {tags: [things], summary: Options of thing, parameters: [{name: q, in: query, schema: {type: integer}}], callbacks: {done: {'{$url}': {post: {responses: {'200': {description: OK}}}}}}, responses: {'204': {description: none}}}
    trace: {tags: [things], summary: Trace thing, responses: {'200': {description: OK, links: {next: {operationId: x}}}}}
",
    );
    let check = operation(&generated, "CheckThing");
    assert_eq!(check.key.method, "HEAD");
    assert_eq!(check.parameters.len(), 2);
    let options = operation(&generated, "OptionsOfThing");
    assert_eq!(options.parameters[1].ty, TypeRef::Integer);
    let skipped: Vec<_> = generated
        .warnings
        .iter()
        .filter(|w| w.code == "not-generated")
        .map(|w| w.message.split(' ').next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(skipped, ["callbacks", "servers", "links"]);
}

#[test]
fn other_versions_are_refused_with_advice() {
    for text in [
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}",
        "swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths: {}",
    ] {
        let Err(problems) = run(&[("api.yaml", text)]) else {
            panic!("{text} is read");
        };
        assert_eq!(problems[0].code, "openapi-version");
        assert!(
            problems[0]
                .help
                .as_ref()
                .is_some_and(|help| help.contains("npx"))
        );
    }
}
