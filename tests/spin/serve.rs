//! Serves a composed gateway in this process, as Spin does: WASI 0.2 from
//! Rust's standard library, `wasi:http` 0.3 for the request.

use std::time::Duration;

use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::{Config, Engine, Store};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::p3::Request;
use wasmtime_wasi_http::p3::bindings::{Service, ServicePre};
use wasmtime_wasi_http::{
    Error, RequestOptions, WasiBody, WasiHttpCtx, WasiHttpCtxView, WasiHttpHooks, WasiHttpView,
};

/// How long an answer may take, compiling not counted.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the gateway may use of this process: nothing but a clock and a source
/// of randomness.
struct State {
    table: ResourceTable,
    wasi: WasiCtx,
    http: WasiHttpCtx,
    outbound: Closed,
}

impl Default for State {
    fn default() -> Self {
        Self {
            table: ResourceTable::new(),
            wasi: WasiCtx::builder().build(),
            http: WasiHttpCtx::new(),
            outbound: Closed,
        }
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { ctx: &mut self.http, table: &mut self.table, hooks: &mut self.outbound }
    }
}

/// Refuses every request that the gateway would send.
struct Closed;

type Sent = Box<dyn Future<Output = Result<(), Error>> + Send>;
type Received = Result<(http::Response<WasiBody>, Sent), Error>;

impl WasiHttpHooks for Closed {
    fn send_request(
        &mut self,
        _request: http::Request<WasiBody>,
        _options: Option<RequestOptions>,
        _sent: Sent,
    ) -> Box<dyn Future<Output = Received> + Send> {
        Box::new(async { Err(Error::HttpRequestDenied) })
    }
}

/// A composed gateway, compiled and linked.
pub struct Gateway {
    engine: Engine,
    service: ServicePre<State>,
}

/// An instance of the gateway, for one request after the other. Spin keeps an
/// instance for up to 128 requests.
pub struct Instance {
    store: Store<State>,
    service: Service,
}

impl Gateway {
    /// Compiles a component that exports `wasi:http/handler@0.3.0`.
    pub fn new(component: &[u8]) -> Result<Self> {
        let mut config = Config::new();
        config.wasm_component_model_async(true);
        let engine = Engine::new(&config)?;
        let component = Component::new(&engine, component)?;
        let mut linker = Linker::new(&engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
        wasmtime_wasi_http::p3::add_to_linker(&mut linker)?;
        let service = ServicePre::new(linker.instantiate_pre(&component)?)?;
        Ok(Self { engine, service })
    }

    /// A fresh instance.
    pub async fn instance(&self) -> Result<Instance> {
        let mut store = Store::new(&self.engine, State::default());
        let service = self.service.instantiate_async(&mut store).await?;
        Ok(Instance { store, service })
    }
}

impl Instance {
    /// Sends a request without a body and reads the whole answer. What answers a
    /// HEAD is without content, as Spin's server sends it (RFC 9110 section 9.3.2).
    pub async fn request(&mut self, request: http::Request<()>) -> Result<http::Response<Bytes>> {
        let head = request.method() == http::Method::HEAD;
        let body = Empty::<Bytes>::new().map_err(|never| -> Error { match never {} });
        let (request, consumed) = Request::from_http(&mut Closed, request.map(|()| body));
        let service = &self.service;
        let answer = self.store.run_concurrent(async move |store| -> Result<_> {
            let answer = service.handle(store, request).await?.context("the gateway failed")?;
            let answer = store.with(|store| answer.into_http(store, consumed))?;
            let (parts, body) = answer.into_parts();
            let content = body.collect().await?.to_bytes();
            Ok(http::Response::from_parts(parts, if head { Bytes::new() } else { content }))
        });
        tokio::time::timeout(PATIENCE, answer).await.context("no answer in time")??
    }
}
