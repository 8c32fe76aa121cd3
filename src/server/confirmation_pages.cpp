#include "server/confirmation_pages.hpp"

#include <fmt/format.h>

#include <exception>
#include <memory>
#include <utility>

#include "base/html.hpp"

namespace parley::server {
namespace {

transport::HttpResponse page(int status, std::string_view title, std::string_view content) {
  transport::HttpResponse response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.body = fmt::format(
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
      "<title>{0}</title><style>body{{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 "
      "1rem}}"
      "button{{font:inherit;padding:.5rem 1rem;margin-right:.5rem}}</style><h1>{0}</h1>{1}</html>",
      title, content);
  // Its own little style, a form to itself, and nothing else.
  response.headers = {{"Content-Security-Policy",
                       "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"},
                      {"Cache-Control", "no-store"},
                      {"Referrer-Policy", "no-referrer"}};
  return response;
}

/// The value of a field in "a=1&b=2"; secrets are hexadecimal, so nothing needs decoding.
std::string field(std::string_view form, std::string_view name) {
  while (!form.empty()) {
    const std::string_view pair = form.substr(0, form.find('&'));
    form.remove_prefix(std::min(form.size(), pair.size() + 1));
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
      return std::string(pair.substr(name.size() + 1, 256));
    }
  }
  return {};
}

}  // namespace

void ConfirmationPages::add_routes(transport::Server& server) const {
  for (const Confirmation& kind : kinds_) {
    server.route(kind.path, [this, &kind](const transport::HttpRequest& request, auto reply) {
      handle(kind, request, std::move(reply));
    });
  }
}

void ConfirmationPages::handle(const Confirmation& kind, const transport::HttpRequest& request,
                               std::function<void(transport::HttpResponse)> reply) const {
  if (request.method == "GET" || request.method == "HEAD") {
    const auto query = request.target.find('?');
    const std::string secret =
        query == std::string::npos ? "" : field(std::string_view(request.target).substr(query + 1), "secret");
    return reply(
        page(200, kind.title,
             fmt::format("<p>{}</p>"
                         "<form method=\"post\" action=\"{}\"><input type=\"hidden\" name=\"secret\" value=\"{}\">"
                         "<button name=\"answer\" value=\"confirm\">{}</button>"
                         "<button name=\"answer\" value=\"decline\">{}</button></form>",
                         kind.question, kind.path, html_escaped(secret), kind.confirm.button, kind.decline.button)));
  }
  if (request.method != "POST") {
    auto refused = page(405, "Not possible", "<p>Open the link of the mail in a browser.</p>");
    refused.headers.emplace_back("Allow", "GET, HEAD, POST");
    return reply(std::move(refused));
  }
  if (const auto allowed = guards_.may_try_link(request.remote_address); !allowed) {
    return reply(page(429, "Not now", fmt::format("<p>{}.</p>", html_escaped(allowed.error().text))));
  }
  const std::string secret = field(request.body, "secret");
  const Confirmation::Answer& answer = field(request.body, "answer") == "confirm" ? kind.confirm : kind.decline;
  const auto outcome = std::make_shared<Result<void>>();
  database_.write(
      [&answer, secret, outcome](storage::Transaction& transaction) {
        *outcome = answer.decide(transaction, secret);
        if (!*outcome) transaction.abandon();
      },
      [this, address = request.remote_address, outcome, &kind, &answer,
       reply = std::move(reply)](std::exception_ptr failure) {
        if (failure) return reply(page(500, "Something went wrong", "<p>Please try again in a minute.</p>"));
        if (!*outcome) {
          guards_.wrong_link(address);
          return reply(page(410, "This link is no longer good",
                            fmt::format("<p>{}. {}</p>", html_escaped(outcome->error().text), kind.again)));
        }
        reply(page(200, answer.title, "<p>" + answer.text + "</p>"));
      });
}

}  // namespace parley::server
