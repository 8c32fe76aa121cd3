#include "http_upload.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "protocol/json.hpp"

namespace parley::sdk {
namespace {

constexpr std::size_t kMaxAnswer = 64u << 10;
constexpr long kConnectSeconds = 10, kSeconds = 120;

std::size_t keep_answer(char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& answer = *static_cast<std::string*>(into);
  if (answer.size() + size * count > kMaxAnswer) return 0;
  answer.append(bytes, size * count);
  return size * count;
}

/// Not zero: the transfer ends.
int check_stop(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(stop)->load() ? 1 : 0;
}

Failure failure(std::string why, bool retryable) { return Failure{"UPLOAD_ICON", std::move(why), retryable}; }

Outcome<std::string> post(const std::string& url, const IconFile& file, const std::string& ca_file,
                          std::atomic<bool>& stop) {
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
  if (!curl) return failure("No HTTP client", false);
  const std::unique_ptr<curl_mime, void (*)(curl_mime*)> form(curl_mime_init(curl.get()), curl_mime_free);
  curl_mimepart* part = curl_mime_addpart(form.get());
  curl_mime_name(part, "file");
  curl_mime_filename(part, file.name.c_str());
  curl_mime_type(part, file.contentType.empty() ? "application/octet-stream" : file.contentType.c_str());
  curl_mime_data(part, reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size());
  std::string answer;
  const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(curl.get(), option, value); };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_MIMEPOST, form.get());
  set(CURLOPT_WRITEFUNCTION, keep_answer);
  set(CURLOPT_WRITEDATA, &answer);
  set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  set(CURLOPT_TIMEOUT, kSeconds);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, check_stop);
  set(CURLOPT_XFERINFODATA, &stop);
  if (!ca_file.empty()) set(CURLOPT_CAINFO, ca_file.c_str());
  if (const CURLcode code = curl_easy_perform(curl.get()); code != CURLE_OK)
    return failure(std::string("The upload failed: ") + curl_easy_strerror(code), true);
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status < 200 || status >= 300)
    return failure(answer.empty() ? "The server answered " + std::to_string(status) : answer, false);
  const auto json = protocol::Json::parse(answer);
  const auto download = json ? json->get("url").string() : std::nullopt;
  if (!download) return failure("The server's answer makes no sense", false);
  return std::string(*download);
}

}  // namespace

void upload_file(Context::Impl& context, std::string url, const IconFile& file,
                 std::function<void(Outcome<std::string>)> done) {
  const bool accepted = context.uploads().post(
      [&context, url = std::move(url), file, done] { done(post(url, file, context.ca_file(), context.stopping())); });
  if (!accepted) done(failure("Too many uploads are under way", true));
}

}  // namespace parley::sdk
