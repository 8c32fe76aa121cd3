#include "server/icon_routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "pictures/picture_workshop.hpp"
#include "transport/multipart.hpp"

namespace parley::server {
namespace {

using domain::Icons;
using domain::UploadTickets;
using transport::HttpRequest;
using transport::HttpResponse;

constexpr std::size_t kFormOverhead = 64u << 10;  // of a form around its file
constexpr std::size_t kPictureThreads = 2;        // each waits for a child that takes a core
constexpr std::chrono::minutes kBodyDeadline{2};  // a photo over a slow line

/// Pages of other origins show icons, and upload them: the URL alone gives the right to.
HttpResponse answer(int status, std::string body, std::string content_type = "text/plain; charset=utf-8") {
  return {.status = status,
          .content_type = std::move(content_type),
          .body = std::move(body),
          .headers = {{"Access-Control-Allow-Origin", "*"}, {"Cross-Origin-Resource-Policy", "cross-origin"}}};
}

HttpResponse preflight(std::string methods) {
  HttpResponse response = answer(204, "");
  response.headers.insert(response.headers.end(), {{"Access-Control-Allow-Methods", std::move(methods)},
                                                   {"Access-Control-Allow-Headers", "*"},
                                                   {"Access-Control-Max-Age", "86400"}});
  return response;
}

HttpResponse wrong_method(std::string methods) {
  HttpResponse response = answer(405, "Only " + methods + " are possible here");
  response.headers.emplace_back("Allow", std::move(methods));
  return response;
}

std::string_view path_of(const HttpRequest& request) {
  return std::string_view(request.target).substr(0, request.target.find('?'));
}

std::string_view header(const HttpRequest& request, std::string_view name) {
  for (const auto& [key, value] : request.headers) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace

/// An upload whose headers were accepted; frees its place when it is over.
struct IconRoutes::Upload {
  ~Upload() { --*places; }
  std::shared_ptr<std::atomic<int>> places;
  std::shared_ptr<UploadTickets::Claim> claim;
};

IconRoutes::IconRoutes(storage::Database& database, FileWorkers& files, const blobs::BlobStore& store, Icons& icons,
                       domain::IconUploads& uploads)
    : database_(database),
      files_(files),
      store_(store),
      icons_(icons),
      uploads_(uploads),
      under_way_(std::make_shared<std::atomic<int>>(0)),
      pictures_(std::make_unique<WorkerPool>("pictures", kPictureThreads, kMostUploads)) {}

void IconRoutes::add_to(transport::Server& transport) {
  transport.route(
      std::string(Icons::kUploadPath),
      {.handler = [this](HttpRequest request, Reply reply) { upload(std::move(request), std::move(reply)); },
       .body_limit = static_cast<std::size_t>(icons_.config().max_bytes) + kFormOverhead,
       .body_deadline = kBodyDeadline,
       .admit = [this](const HttpRequest& head) { return admit(head); }});
  transport.route(std::string(Icons::kDownloadPath),
                  [this](HttpRequest request, Reply reply) { download(std::move(request), std::move(reply)); });
}

transport::Admission IconRoutes::admit(const HttpRequest& head) {
  if (head.method == "OPTIONS") return {.refusal = preflight("POST, OPTIONS")};
  if (head.method != "POST") return {.refusal = wrong_method("POST, OPTIONS")};
  const std::string_view length = header(head, "content-length");
  const auto limit = static_cast<std::size_t>(icons_.config().max_bytes) + kFormOverhead;
  if (length.size() > 9 || (!length.empty() && std::stoul(std::string(length)) > limit)) {
    return {.refusal = answer(413, "The picture is too large")};
  }
  auto refusal = UploadTickets::Refusal::none;
  auto claim = icons_.tickets().claim(std::string(path_of(head).substr(Icons::kUploadPath.size())), refusal);
  if (refusal == UploadTickets::Refusal::busy) {
    return {.refusal = answer(409, "A picture is being uploaded to this link already")};
  }
  if (!claim) return {.refusal = answer(410, "This upload link was used already or has expired; ask for a new one")};
  if (++*under_way_ > kMostUploads) {
    --*under_way_;
    HttpResponse busy = answer(503, "The server is busy with other pictures; try again in a moment");
    busy.headers.emplace_back("Retry-After", "5");
    return {.refusal = std::move(busy)};
  }
  return {.hold = std::shared_ptr<Upload>(new Upload{under_way_, std::move(claim)})};
}

void IconRoutes::upload(HttpRequest request, Reply reply) {
  auto shared = std::make_shared<HttpRequest>(std::move(request));
  auto ticket = std::shared_ptr(in_flight_.enter());
  const bool taken = pictures_->post([this, shared, reply, ticket] {
    const auto upload = std::static_pointer_cast<Upload>(shared->hold);
    const auto part = transport::find_form_part(header(*shared, "content-type"), shared->body, "file");
    if (!part) return reply(answer(400, "The request has to be a form with a part named 'file'"));
    uploads_.take(upload->claim, part->content, [reply, ticket, upload](Result<std::string> url) {
      if (!url) return reply(answer(422, url.error().text));
      // The URL is of our own making: nothing in it needs an escape.
      reply(answer(200, fmt::format("{{\"url\":\"{}\"}}", *url), "application/json"));
    });
  });
  if (!taken) reply(answer(503, "The server is busy with other pictures; try again in a moment"));
}

void IconRoutes::download(HttpRequest request, Reply reply) {
  if (request.method == "OPTIONS") return reply(preflight("GET, HEAD, OPTIONS"));
  if (request.method != "GET" && request.method != "HEAD") return reply(wrong_method("GET, HEAD, OPTIONS"));
  std::string_view id = path_of(request).substr(Icons::kDownloadPath.size());
  if (!id.ends_with(Icons::kSuffix) || id.size() > 64) return reply(answer(404, "There is no such picture"));
  id.remove_suffix(Icons::kSuffix.size());
  struct Step {
    std::string id;
    bool known = false;  ///< the client has it
    std::optional<std::string> blob;
  };
  const std::string_view tags = header(request, "if-none-match");
  auto step = std::make_shared<Step>(Step{std::string(id), false, std::nullopt});
  step->known = tags == "*" || tags.find('"' + step->id + '"') != std::string_view::npos;
  auto ticket = std::shared_ptr(in_flight_.enter());
  database_.read([this, step](storage::Reader& reader) { step->blob = icons_.blob_of(reader, step->id); },
                 [this, step, reply = std::move(reply), ticket](std::exception_ptr failure) {
                   if (failure) return reply(answer(500, "Internal error; try again"));
                   if (!step->blob) return reply(answer(404, "There is no such picture"));
                   files_.post([this, step, reply, ticket] {
                     // What was removed a moment ago is not there either.
                     auto bytes = step->known ? Result<std::string>(std::string()) : store_.get(*step->blob);
                     if (!bytes) return reply(answer(404, "There is no such picture"));
                     HttpResponse response =
                         answer(step->known ? 304 : 200, std::move(*bytes), std::string(pictures::kContentType));
                     response.headers.insert(response.headers.end(),
                                             {{"Cache-Control", "public, max-age=31536000, immutable"},
                                              {"ETag", '"' + step->id + '"'},
                                              {"Content-Security-Policy", "default-src 'none'; sandbox"}});
                     reply(std::move(response));
                   });
                 });
}

}  // namespace parley::server
