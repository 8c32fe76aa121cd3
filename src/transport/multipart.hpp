#pragma once
// Forms with files, as browsers send them (RFC 7578).
#include <optional>
#include <string>
#include <string_view>

namespace parley::transport {

struct FormPart {
  std::string file_name;  ///< as the sender has it: to be shown, never to be opened
  std::string_view content;
};

/// The first part of that name in the body of a multipart/form-data request; `content_type` is the request's header.
/// Nothing: it is no such form, is cut off, or has no such part. The content is a piece of `body`.
std::optional<FormPart> find_form_part(std::string_view content_type, std::string_view body, std::string_view name);

}  // namespace parley::transport
