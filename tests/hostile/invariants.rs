//! What holds of the project's own four functions.

use tidegate::dev::config::FUNCTIONS;
use wasmparser::{ComponentExternalKind, Parser, Payload};

/// Read by another reader than the node's, and at every depth: nested modules and
/// components import nothing from outside either.
#[test]
fn they_import_nothing_and_are_small() {
    for (kind, component, _) in FUNCTIONS {
        assert!(component.len() < 150 << 10, "{kind}: {} bytes", component.len());
        let mut pieces = component.windows(16);
        assert!(
            !pieces.any(|piece| piece == b"/.cargo/registry"),
            "{kind} tells where it was built"
        );
        let mut depth = 0;
        let mut exports = Vec::new();
        for payload in Parser::new(0).parse_all(component) {
            match payload.unwrap() {
                Payload::ComponentImportSection(imports) if depth == 0 => {
                    assert_eq!(imports.count(), 0, "{kind} imports");
                }
                Payload::ImportSection(imports) => {
                    assert_eq!(imports.count(), 0, "a module of {kind} imports");
                }
                Payload::ComponentExportSection(section) if depth == 0 => {
                    for export in section {
                        let export = export.unwrap();
                        assert_eq!(export.kind, ComponentExternalKind::Instance, "{kind}");
                        exports.push(export.name.name.to_owned());
                    }
                }
                Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
                Payload::End(_) => depth -= 1,
                _ => {}
            }
        }
        let expected =
            ["tidegate:edge/types@0.1.0".to_owned(), format!("tidegate:edge/{kind}@0.1.0")];
        assert_eq!(exports, expected);
    }
}
