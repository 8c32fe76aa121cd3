#pragma once
// Private to this folder: templates/*, compiled in (tools/embed_files.py).
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::domain {

std::vector<std::pair<std::string, std::string_view>> default_mail_templates();

}  // namespace parley::domain
