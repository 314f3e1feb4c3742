//! The walk through expressions: what each uses, and what is known of its type.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};
use syn::{Block, Expr, GenericArgument, Item, Member, ReturnType, Stmt, UnOp};

use super::facts::Place;
use super::lower::Site;
use super::methods::{handed, returned};
use super::patterns::Record;
use super::resolve::route;
use super::sources::start;
use super::tree::{Def, ItemId, Route, Space, words};
use super::types::{self, Around, Ty};
use super::walker::Walker;

impl Walker<'_, '_> {
    /// Walks through an expression.
    pub(super) fn expression(&mut self, expression: &Expr) -> Ty {
        match expression {
            Expr::Path(path) => self.path_value(path),
            Expr::Call(call) => self.call(call),
            Expr::MethodCall(call) => self.method_call(call),
            Expr::Field(field) => {
                let base = self.expression(&field.base);
                self.field(&base, &field.member)
            }
            Expr::Struct(record) => self.record(record),
            Expr::Closure(closure) => self.closure(closure, &Ty::Unknown),
            Expr::Macro(one) => self.invocation(&one.mac),
            Expr::Reference(one) => self.expression(&one.expr),
            Expr::Paren(one) => self.expression(&one.expr),
            Expr::Group(one) => self.expression(&one.expr),
            Expr::Unary(one) => {
                let inner = self.expression(&one.expr);
                if matches!(one.op, UnOp::Deref(_)) {
                    inner
                } else {
                    Ty::Unknown
                }
            }
            Expr::Await(one) => self.expression(&one.base).inner(&[Around::Future]),
            Expr::Try(one) => {
                let tried = self.expression(&one.expr);
                tried.inner(&[Around::Result, Around::Option])
            }
            Expr::Index(one) => {
                let base = self.expression(&one.expr);
                self.expression(&one.index);
                match &*one.index {
                    Expr::Range(_) => base,
                    _ => base.inner(&[Around::Many, Around::Map]),
                }
            }
            Expr::Tuple(one) => {
                Ty::Tuple(one.elems.iter().map(|one| self.expression(one)).collect())
            }
            Expr::Array(one) => {
                let each: Vec<Ty> = one.elems.iter().map(|one| self.expression(one)).collect();
                first_known(each).within(Around::Many)
            }
            Expr::Cast(_) | Expr::Assign(_) => {
                visit::visit_expr(self, expression);
                Ty::Unknown
            }
            _ => self.control(expression),
        }
    }

    /// Blocks, branches and loops.
    fn control(&mut self, expression: &Expr) -> Ty {
        let mark = self.variables.len();
        let ty = match expression {
            Expr::Block(one) => self.block(&one.block),
            Expr::Unsafe(one) => self.block(&one.block),
            Expr::Async(one) => self.block(&one.block).within(Around::Future),
            Expr::Let(one) => {
                let ty = self.expression(&one.expr);
                self.bind(&one.pat, &ty);
                // What it binds holds until the branch ends, which the condition belongs to.
                return Ty::Unknown;
            }
            Expr::If(one) => {
                self.expression(&one.cond);
                let then = self.block(&one.then_branch);
                self.variables.truncate(mark);
                let other = one
                    .else_branch
                    .as_ref()
                    .map(|(_, other)| self.expression(other));
                then.or(other.unwrap_or(Ty::Unknown))
            }
            Expr::While(one) => {
                self.expression(&one.cond);
                self.block(&one.body);
                Ty::Unknown
            }
            Expr::ForLoop(one) => {
                let each = self.expression(&one.expr).each();
                self.bind(&one.pat, &each);
                self.block(&one.body);
                Ty::Unknown
            }
            Expr::Match(one) => {
                let ty = self.expression(&one.expr);
                let arms = one.arms.iter().map(|arm| {
                    let mark = self.variables.len();
                    self.bind(&arm.pat, &ty);
                    let ty = self.expression(&arm.body);
                    self.variables.truncate(mark);
                    ty
                });
                first_known(arms.collect())
            }
            Expr::Binary(_) => {
                // `if let .. = .. && ..` binds on both sides.
                visit::visit_expr(self, expression);
                return Ty::Unknown;
            }
            _ => {
                visit::visit_expr(self, expression);
                Ty::Unknown
            }
        };
        self.variables.truncate(mark);
        ty
    }

    /// Walks through a block.
    pub(super) fn block(&mut self, block: &Block) -> Ty {
        let outside = self.site.module;
        let at = start(block.brace_token.span.open());
        if let Some(inner) = self.resolver.tree.blocks.get(&(outside, at)) {
            self.site.module = *inner;
        }
        let mark = self.variables.len();
        let mut last = Ty::Unknown;
        for stmt in &block.stmts {
            last = self.statement(stmt);
        }
        self.variables.truncate(mark);
        self.site.module = outside;
        last
    }

    /// Walks through a statement; the type is that of a block which ends with it.
    pub(super) fn statement(&mut self, stmt: &Stmt) -> Ty {
        match stmt {
            Stmt::Local(local) => {
                let init = local.init.as_ref();
                let ty = init.map_or(Ty::Unknown, |init| self.expression(&init.expr));
                if let Some((_, other)) = init.and_then(|init| init.diverge.as_ref()) {
                    self.expression(other);
                }
                self.bind(&local.pat, &ty);
                Ty::Unknown
            }
            // The items of a block are walked through with those of its module.
            Stmt::Item(_) => Ty::Unknown,
            Stmt::Expr(expression, semicolon) => {
                let ty = self.expression(expression);
                if semicolon.is_none() { ty } else { Ty::Unknown }
            }
            Stmt::Macro(one) => {
                let ty = self.invocation(&one.mac);
                self.forget(&one.mac);
                if one.semi_token.is_none() {
                    ty
                } else {
                    Ty::Unknown
                }
            }
        }
    }

    /// A macro among statements may declare variables anew whose names it is given.
    fn forget(&mut self, mac: &syn::Macro) {
        let name = mac.path.segments.last().map(|one| one.ident.to_string());
        if name.is_some_and(|name| super::macros::is_plain(&name)) {
            return;
        }
        let mut named = BTreeSet::new();
        words(mac.tokens.clone(), &mut named);
        for (name, ty) in &mut self.variables {
            if named.contains(name) {
                *ty = Ty::Unknown;
            }
        }
    }

    fn path_value(&mut self, path: &syn::ExprPath) -> Ty {
        self.visit_arguments(&path.path);
        if let Some(this) = &path.qself {
            self.qualified(this, &path.path);
            return Ty::Unknown;
        }
        if let Some(name) = path.path.get_ident()
            && let Some(ty) = self.variable(&name.to_string())
        {
            return ty;
        }
        let found = self.path(&path.path, Space::Values);
        if let [Def::Item(id)] = found.as_slice() {
            let (module, item) = self.resolver.tree.items[*id];
            match item {
                Item::Const(one) => return self.resolver.lower(&one.ty, &Site::of(module)),
                Item::Static(one) => return self.resolver.lower(&one.ty, &Site::of(module)),
                _ => {}
            }
        }
        self.callee(&route(&path.path))
    }

    /// What a path is that is called, or handed to one who calls it.
    fn callee(&self, called: &Route) -> Ty {
        let call = |ty: Ty| match ty {
            Ty::Unknown => Ty::Unknown,
            ty => Ty::Call(Box::new(ty)),
        };
        let Some((name, before)) = called.names.split_last() else {
            return Ty::Unknown;
        };
        if before == ["Self"] {
            let this = self.site.this.clone().unwrap_or(Ty::Unknown);
            return call(self.associated(&this, name));
        }
        let is_hidden = called
            .names
            .first()
            .is_some_and(|first| self.site.parameters.contains_key(first));
        if is_hidden && !called.is_global {
            return Ty::Unknown;
        }
        let steps = self.resolver.steps(self.site.module, called, Space::Values);
        let whole = steps.len() == called.names.len();
        match steps.last().map(Vec::as_slice) {
            Some([Def::Item(id)]) if whole => call(self.returned_by(*id)),
            Some([Def::Client(Place::Variant(path, _))]) if whole => call(Ty::Item(path.clone())),
            Some([Def::Variant(id)]) if whole => call(Ty::Local(*id)),
            Some([def]) if steps.len() + 1 == called.names.len() => {
                let last = before.last().map(String::as_str).unwrap_or_default();
                let ty = self.resolver.of_def(def, last, &[], 0);
                call(self.associated(&ty, name))
            }
            _ => Ty::Unknown,
        }
    }

    fn returned_by(&self, id: ItemId) -> Ty {
        let (module, item) = self.resolver.tree.items[id];
        match item {
            Item::Fn(one) => self.resolver.returns(&one.sig, &Site::of(module)),
            Item::Struct(_) => Ty::Local(id),
            _ => Ty::Unknown,
        }
    }

    /// What a function returns that belongs to a type.
    fn associated(&self, ty: &Ty, name: &str) -> Ty {
        match ty {
            Ty::Item(_) if matches!(name, "new" | "default" | "from" | "other") => ty.clone(),
            Ty::Item(_) => returned(self.resolver.facts, ty, name, &[]),
            Ty::Client if name == "builder" => Ty::Builder,
            Ty::Local(id) => self.method_of(*id, name),
            _ => Ty::Unknown,
        }
    }

    /// What a method of a type of the user returns.
    fn method_of(&self, id: ItemId, name: &str) -> Ty {
        let Some((module, signature)) = self.methods.get(&(id, name.to_owned())) else {
            return Ty::Unknown;
        };
        let mut site = Site::of(*module);
        site.this = Some(Ty::Local(id));
        self.resolver.returns(signature, &site)
    }

    fn call(&mut self, call: &syn::ExprCall) -> Ty {
        let function = self.expression(&call.func);
        let mut arguments: Vec<Ty> = Vec::new();
        for argument in &call.args {
            arguments.push(self.expression(argument));
        }
        if let Ty::Call(returned) = function {
            return *returned;
        }
        let Expr::Path(path) = &*call.func else {
            return Ty::Unknown;
        };
        let names = route(&path.path).names;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let first = arguments.into_iter().next().unwrap_or(Ty::Unknown);
        // What the standard library has in every module, as long as the user has nothing of the name.
        let is_own = !self
            .resolver
            .steps(self.site.module, &route(&path.path), Space::Values)
            .is_empty();
        match names.as_slice() {
            _ if is_own => Ty::Unknown,
            ["Some"] => first.within(Around::Option),
            ["Ok"] => first.within(Around::Result),
            ["Box", "new"] => first,
            _ => Ty::Unknown,
        }
    }

    fn method_call(&mut self, call: &syn::ExprMethodCall) -> Ty {
        let receiver = self.expression(&call.receiver);
        let name = call.method.to_string();
        let mut arguments = Vec::new();
        for argument in &call.args {
            arguments.push(match argument {
                Expr::Closure(closure) => self.closure(closure, &handed(&receiver, &name)),
                other => self.expression(other),
            });
        }
        if let Some(fish) = &call.turbofish {
            self.visit_angle_bracketed_generic_arguments(fish);
        }
        match &receiver {
            Ty::Item(path) => {
                if let Some(notice) = self.resolver.facts.of_setter(path, &name) {
                    self.use_of(call.method.span(), notice);
                }
            }
            Ty::Local(id) => {
                return self.method_of(*id, &name).or(returned(
                    self.resolver.facts,
                    &receiver,
                    &name,
                    &arguments,
                ));
            }
            Ty::Unknown => self.unknown_access(call.method.span(), &name, true),
            _ => {}
        }
        let found = returned(self.resolver.facts, &receiver, &name, &arguments);
        match call.turbofish.as_ref().and_then(|fish| fish.args.first()) {
            Some(GenericArgument::Type(said)) if name == "collect" => {
                self.resolver.lower(said, &self.site).completed(found)
            }
            _ => found,
        }
    }

    /// Walks through a closure that is called with this.
    fn closure(&mut self, closure: &syn::ExprClosure, handed: &Ty) -> Ty {
        let mark = self.variables.len();
        let alone = closure.inputs.len() == 1;
        for input in &closure.inputs {
            let ty = if alone { handed.clone() } else { Ty::Unknown };
            self.bind(input, &ty);
        }
        let said = match &closure.output {
            ReturnType::Default => Ty::Unknown,
            ReturnType::Type(_, ty) => {
                self.visit_type(ty);
                self.resolver.lower(ty, &self.site)
            }
        };
        let found = self.expression(&closure.body);
        self.variables.truncate(mark);
        let ty = said.completed(found);
        Ty::Call(Box::new(if closure.asyncness.is_some() {
            ty.within(Around::Future)
        } else {
            ty
        }))
    }

    /// The type of a field; a use of it is reported.
    pub(super) fn field(&mut self, base: &Ty, member: &Member) -> Ty {
        match (base, member) {
            (Ty::Item(path), Member::Named(name)) => {
                let text = name.to_string();
                let text = text.strip_prefix("r#").unwrap_or(&text);
                if let Some(notice) = self.resolver.facts.of_field(path, text) {
                    self.use_of(name.span(), notice);
                }
                types::field(self.resolver.facts, path, text)
            }
            (Ty::Unknown, Member::Named(name)) => {
                self.unknown_access(name.span(), &name.to_string(), false);
                Ty::Unknown
            }
            (Ty::Tuple(all), Member::Unnamed(index)) => {
                let index = usize::try_from(index.index).unwrap_or(usize::MAX);
                all.get(index).cloned().unwrap_or(Ty::Unknown)
            }
            (Ty::Local(id), member) => self.own_field(*id, member),
            _ => Ty::Unknown,
        }
    }

    /// The type of a field of a record of the user.
    fn own_field(&self, id: ItemId, member: &Member) -> Ty {
        let (module, Item::Struct(record)) = self.resolver.tree.items[id] else {
            return Ty::Unknown;
        };
        let mut fields = record.fields.iter().enumerate();
        let found = fields.find(|(index, field)| match member {
            Member::Named(name) => field.ident.as_ref() == Some(name),
            Member::Unnamed(wanted) => usize::try_from(wanted.index) == Ok(*index),
        });
        let mut site = Site::of(module);
        let unknown = record.generics.type_params();
        site.parameters = unknown
            .map(|one| (one.ident.to_string(), Ty::Unknown))
            .collect();
        found.map_or(Ty::Unknown, |(_, field)| {
            self.resolver.lower(&field.ty, &site)
        })
    }

    fn record(&mut self, record: &syn::ExprStruct) -> Ty {
        self.visit_arguments(&record.path);
        let ty = match self.record_type(&record.path) {
            Record::Type(ty) => ty,
            Record::Variant(id, _) => Ty::Local(id),
        };
        for field in &record.fields {
            // Of an unknown type nothing is said: a literal names what it is of.
            if matches!(ty, Ty::Item(_)) {
                self.field(&ty, &field.member);
            }
            self.expression(&field.expr);
        }
        if let Some(rest) = &record.rest {
            self.expression(rest);
        }
        ty
    }
}

/// The first type of which something is known.
fn first_known(types: Vec<Ty>) -> Ty {
    let mut known = types.into_iter().filter(|ty| *ty != Ty::Unknown);
    known.next().unwrap_or(Ty::Unknown)
}
