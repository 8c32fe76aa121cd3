#pragma once
#include <functional>
#include <string>

#include "context_impl.hpp"
#include "parley/options.h"
#include "parley/pending.h"

namespace parley::sdk {

/// Posts a file as multipart/form-data, part `file`, and calls back with the `url` of the server's JSON answer, on a
/// thread of its own. An answer other than 2xx fails with its text.
void upload_file(Context::Impl& context, std::string url, const IconFile& file,
                 std::function<void(Outcome<std::string>)> done);

}  // namespace parley::sdk
